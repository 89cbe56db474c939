"""What all services share. A service module calls :func:`service` and adds nothing but its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from querschnitt.core.errors import StateError
from querschnitt.site.deployment import KEY_NAMES, read_deployment, var_folder

DEPLOYMENT = read_deployment()
VAR = var_folder()
ASSETS = Path(sys.prefix) / "share" / "querschnitt"
SITE = Path(__file__).resolve().parents[1]
HALL_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "querschnitt.apps.accounts",
]
SURVEY_APPS = [f"querschnitt.apps.{name}" for name in ("register", "survey", "interview", "fieldwork", "results")]
STRATEGY_APPS = [f"querschnitt.apps.{name}" for name in ("mailing", "indicators", "strategy", "portal")]
STATIC_APPS = ["django.contrib.staticfiles", "querschnitt.site"]
PUBLIC_MIDDLEWARE = [
    "querschnitt.site.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]
OFFICE_MIDDLEWARE = [
    *PUBLIC_MIDDLEWARE,
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "querschnitt.apps.accounts.gate.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
]


def database(alias: str, role: str) -> dict[str, Any]:
    """Return Django's description of one database, spoken to as one role."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": DEPLOYMENT.host,
        "PORT": DEPLOYMENT.port,
        "NAME": DEPLOYMENT.database(alias),
        "USER": role,
        "PASSWORD": DEPLOYMENT.passwords.get(role, ""),
        "CONN_MAX_AGE": 60,
        "TEST": {"DEPENDENCIES": []},
    }


def key(name: str) -> str:
    """Return a secret of this installation; before there is an installation, a text that opens nothing.

    Raises
    ------
    StateError : if an installation lacks the secret: no service starts with one that can be guessed.
    """
    if DEPLOYMENT.passwords and not DEPLOYMENT.keys.get(name):
        raise StateError("A secret of this installation is missing", where=f"deployment.json, keys.{name}")
    return DEPLOYMENT.keys.get(name) or f"no-deployment-{name}"


def service(name: str, *, databases: dict[str, str], apps: list[str], hall: str = "") -> dict[str, Any]:
    """Return the settings of one service.

    ``databases`` maps alias to role; ``hall`` is the alias that holds accounts and sessions, empty for a service
    without login.
    """
    return {
        "SECRET_KEY": key(f"web_{name}" if f"web_{name}" in KEY_NAMES else "web_statistics"),
        "DATABASES": {"default": {}, **{alias: database(alias, role) for alias, role in databases.items()}},
        "DATABASE_ROUTERS": ["querschnitt.site.router.WallRouter"],
        "HALL_DATABASE": hall,
        "INSTALLED_APPS": [
            *(HALL_APPS if hall else []),
            *(["django.contrib.messages"] if hall else []),
            *apps,
            *STATIC_APPS,
        ],
        "MIDDLEWARE": OFFICE_MIDDLEWARE if hall else PUBLIC_MIDDLEWARE,
        "ROOT_URLCONF": f"querschnitt.site.urls.{name}",
        "SERVICE": name,
    }


HALL_DATABASE = ""  # the database with accounts and sessions; a service with login names it
SERVICE = ""
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver", *DEPLOYMENT.hosts]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
ROOMS_URL = ""  # where people from outside begin, in a service that has rooms for them
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
USE_I18N = True
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [ASSETS / "locale"]
STATIC_URL = "/static/"

STATICFILES_DIRS = [("vendor", ASSETS / "vendor"), ASSETS / "built"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "querschnitt.site.built_files.BuiltFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Without a mail server, as in the demo, mails are files that can be read.
MAIL = DEPLOYMENT.mail
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL.get('host') else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_HOST, EMAIL_PORT = MAIL.get("host", ""), int(MAIL.get("port", 587))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.get("user", ""), MAIL.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.get("security", "starttls") == "starttls", MAIL.get("security") == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL.get("sender", "querschnitt@localhost")
# How people reach the integration office's pages: never taken from a request, whose host anybody can write.
OFFICE_ADDRESS = (
    DEPLOYMENT.addresses.get("office") or f"http://127.0.0.1:{DEPLOYMENT.ports.get('office', 8030)}"
).rstrip("/")
OFFICE_URLS = "querschnitt.site.urls.office"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
PUBLISHED_FILES_DIR = VAR / "published"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ]
        },
    }
]
OFFICE_TEMPLATES: list[dict[str, Any]] = [
    {
        **TEMPLATES[0],
        "OPTIONS": {
            "context_processors": [
                *TEMPLATES[0]["OPTIONS"]["context_processors"],
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
