"""What whoever estimates from a sample has to know of how it was drawn."""

from __future__ import annotations

from collections.abc import Mapping

NOTES: Mapping[str, str] = {
    "systematic": (
        "Second-order probabilities of a systematic sample may be 0, so that its variance has no unbiased estimator. "
        "It is estimated as if each stratum had been drawn at random, which as a rule errs to the safe side."
    ),
    "size-by-chance": (
        "Each person decides with a random number of its own, so that the size of the sample is left to chance. The "
        "second-order probabilities are the products of those of first order. Estimate means, or calibrate totals."
    ),
    "ranks": (
        "The probabilities are those of the sample by ranks itself, to five digits or more, and not the targets. Those "
        "of second order are not known: estimate the variance by Hájek's approximation for a fixed size."
    ),
    "conditional": (
        "Of all samples of fixed size with these probabilities this one has the greatest entropy. The second-order "
        "probabilities are known exactly (ConditionalPoisson.joint); Hájek's approximation of the variance is close."
    ),
    "coordinated": (
        "Who is drawn is decided by the key of the permanent random numbers and not by the seed. Samples with the same "
        "key are not independent: a comparison has to know who stands in both."
    ),
    "stages": (
        "Persons of a cluster are alike: estimate the variance from the clusters, whose probabilities of first order "
        "are recorded with each person, and never as if persons had been drawn directly."
    ),
    "household": (
        "Drawn are households, and one person of each. A person's probability is that of the household over the "
        "persons who could be drawn there; the sizes that the allocation knows are numbers of households."
    ),
    "batches": (
        "The probabilities are those of the whole sample. While only some batches are released, multiply by the share "
        "of the stratum's sample that they hold."
    ),
}
