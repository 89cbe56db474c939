"""What the stage is for it finds: each fault, planted in a page without faults, is reported by name."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.browser.access.scenes import LANGUAGES, SCENES, drawn
from tests.browser.access.stage import Stage


class Fault(NamedTuple):
    """A scene, what is replaced in its document, by what, and what must be found."""

    scene: str
    old: str
    new: str
    found: str


def styled(rules: str, found: str) -> Fault:
    return Fault("radio", "</head>", f"<style>{rules}</style></head>", found)


FAULTS = {
    "pale": styled(".hint { color: #888 }", "360 px · light · color-contrast: "),
    "pale in the dark": styled(
        "@media (prefers-color-scheme: dark) { .hint { color: #777 } }", "1280 px · dark · color-contrast: "
    ),
    "no outline": styled("* { outline: none !important }", "the focus cannot be seen: "),
    "covered": styled(
        "body::after { content: ''; position: fixed; inset: auto 0 0; height: 400px; background: #fff }",
        "the focus is covered by ",
    ),
    "small": styled(
        ".row { min-height: 0; padding: 0; height: 14px; line-height: 14px; font-size: 9px }",
        " by 14 px: ",
    ),
    "wide": styled("legend { width: 340px }", "the page is "),
    "no heading": Fault("radio", "<h1", "<h2", "0 first headings"),
    "no label": Fault("year", ' aria-labelledby="year-label"', "", "label: "),
    "no such language": Fault("radio", 'lang="de" dir', 'lang="xx1" dir', "html-lang-valid: "),
    "unsaid": Fault("year, wrong", "year-hint year-error", "year-hint", "an error is not said with its field: "),
    "astray": Fault("year, wrong", 'href="#year-field"', 'href="#year"', "does not lead into its field: "),
    "unfocused": Fault("year, wrong", " autofocus", "", "the summary has not the focus"),
    "unknown purpose": Fault("year", ' autocomplete="off"', "", "does not say what the browser may fill in: "),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_found(stage: Stage, fault: Fault) -> None:
    scene = next(scene for scene in SCENES if scene.name == fault.scene)
    sound = drawn(scene, "de")
    assert fault.old in sound
    stage.show(sound.replace(fault.old, fault.new))
    found = stage.findings(scene.name, "de")
    assert [finding for finding in found if fault.found in finding]
    assert all(finding.startswith(f"{fault.scene} · de · ") for finding in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pale_letters_are_found_in_every_script(stage: Stage, language: str) -> None:
    pale = FAULTS["pale"]
    stage.show(drawn(SCENES[0], language).replace(pale.old, pale.new))
    stage.prepare()
    assert [finding[:31] for finding in stage.measure("axe")] == ['color-contrast: <p class="hint"']
