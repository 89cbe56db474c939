"""The interview under load: a questionnaire, a scratch installation, recorded interviews, a load, and the floor."""
