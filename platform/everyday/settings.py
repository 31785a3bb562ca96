"""The one settings file. Everything that differs between machines is an environment variable (docs/operations/settings.md)."""

from datetime import timedelta
from pathlib import Path

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from everyday.env import env_bool, env_int, env_list, env_secret, env_str

# Lets generic classes of Django be written with their parameter (`ModelAdmin[Week]`) at run time too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]
DEBUG = env_bool("EVERYDAY_DEBUG", default=False)
SECRET_KEY = env_secret("EVERYDAY_SECRET_KEY", debug=DEBUG)
# What an earlier key signed, certificates above all, stays valid while the key is named here.
SECRET_KEY_FALLBACKS = env_list("EVERYDAY_OLD_SECRET_KEYS", [])
ALLOWED_HOSTS = env_list("EVERYDAY_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env_list("EVERYDAY_CSRF_TRUSTED_ORIGINS", [])
if not DEBUG and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("EVERYDAY_ALLOWED_HOSTS must name the hosts of the site")

# The state folder: database, broker, submissions, assets, logs. Never inside static or curriculum.
STATE_DIR = Path(env_str("EVERYDAY_STATE", str(BASE_DIR / "var"))).resolve()
CURRICULUM_DIR = Path(env_str("EVERYDAY_CURRICULUM", str(BASE_DIR / "curriculum"))).resolve()
# Where workers reach the web side for signed submission bundles.
INTERNAL_URL = env_str("EVERYDAY_INTERNAL_URL", "http://127.0.0.1:8000")
SITE_NAME = "Everyday 日课"

INSTALLED_APPS = [
    "everyday.accounts",
    "everyday.catalog",
    "everyday.submissions",
    "everyday.learning",
    "everyday.reviews",
    "everyday.portfolio",
    "everyday.api",
    "everyday.lib",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "everyday.accounts.middleware.PreferredLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "everyday.accounts.middleware.LearnerTimezoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "everyday.urls"
WSGI_APPLICATION = "everyday.wsgi.application"
TEST_RUNNER = "everyday.lib.test_runner.PytestRunner"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["everyday.lib.templatetags.everyday"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "everyday.lib.context.site",
                "everyday.submissions.context.worker_isolation",
            ],
        },
    }
]

DATABASES = {"default": environ.Env.db_url_config(env_str("DATABASE_URL", f"sqlite:///{STATE_DIR / 'db' / 'everyday.sqlite3'}"))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL with immediate transactions: deferred ones lost writes to "database is locked" with four writers.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
    }
    # A file, as in production: one in memory has other locks, and no second process could open it.
    DATABASES["default"]["TEST"] = {"NAME": str(STATE_DIR / "db" / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env_str("EVERYDAY_REDIS_URL", f"unix://{STATE_DIR / 'broker' / 'valkey.sock'}")
CACHES = {
    "default": {
        # A page without its cache is slow; a page that answers 500 because the cache is down is broken.
        "BACKEND": "everyday.lib.steady_cache.SteadyCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 2, "SOCKET_TIMEOUT": 5},
        "KEY_PREFIX": "cache",
    }
}

# ---- who is who
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "learning:today"
ACCOUNT_LOGOUT_REDIRECT_URL = "learning:home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"signup": "everyday.accounts.forms.SignupForm"}
# A classroom shares one address: limits by address are wide, those by account stay narrow.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/m/ip,10/5m/key", "signup": "200/m/ip"}
# Pages for strangers who have a link: requests a minute from one address (everyday/portfolio/limits.py).
PUBLIC_RATE_LIMITS = {"portfolio": 600, "verify": 60}
EMAIL_BACKEND = env_str("EVERYDAY_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env_str("EVERYDAY_FROM_EMAIL", "everyday@localhost")

# ---- language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "platform" / "everyday" / "locale"]
LANGUAGE_COOKIE_NAME = "everyday_language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = env_str("EVERYDAY_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

# ---- files
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env_str("EVERYDAY_STATIC_ROOT", str(STATE_DIR / "static")))
MEDIA_ROOT = STATE_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024

# ---- safety
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = env_bool("EVERYDAY_HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and env_bool("EVERYDAY_HTTPS_REDIRECT", default=True)
# Workers and health checks speak plain HTTP inside; a bundle's address is signed.
SECURE_REDIRECT_EXEMPT = [r"^internal/bundles/", r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("EVERYDAY_BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # KaTeX positions its glyphs with style attributes.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# ---- the queue
CELERY_BROKER_URL = env_str(
    "EVERYDAY_BROKER_URL", REDIS_URL.replace("unix://", "redis+socket://") if REDIS_URL.startswith("unix://") else REDIS_URL
)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "web"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
# Longer than any job's hard wall limit; a lost run comes back through its lease, not through this (docs/adr/0004).
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 4 * 3600, "unacked_restore_interval": 10}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "db" / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # Those that nobody took in time are not caught up on: the next one sees the same.
    "requeue-lost-runs": {
        "task": "everyday.submissions.tasks.requeue_lost_runs",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 20},
    },
    "measure-likeness": {
        "task": "everyday.reviews.tasks.measure_likeness",
        "schedule": timedelta(seconds=60),
        "options": {"expires": 120},
    },
    "prune": {"task": "everyday.submissions.tasks.prune", "schedule": crontab(hour="19", minute="17")},
}

# What is not kept for ever (docs/operations/settings.md); 0 keeps it. Submissions, verdicts and scores always stay.
RETENTION = {
    "logs_days": env_int("EVERYDAY_KEEP_LOGS_DAYS", 180),
    "events_days": env_int("EVERYDAY_KEEP_EVENTS_DAYS", 730),
    "temporary_hours": env_int("EVERYDAY_KEEP_TEMPORARY_HOURS", 24),
}

# Live pages hold a thread of the web server each: at most this many per process, the rest poll. Give it 16 threads more.
LIVE_STREAMS = env_int("EVERYDAY_LIVE_STREAMS", 16)

# ---- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_standardized_errors.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Everyday 日课 API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        name: f"drf_standardized_errors.openapi_serializers.{name}.choices"
        for name in [
            "ValidationErrorEnum",
            "ClientErrorEnum",
            "ServerErrorEnum",
            *(f"ErrorCode{status}Enum" for status in (401, 403, 404, 405, 406, 415, 429, 500)),
        ]
    },
    "POSTPROCESSING_HOOKS": ["drf_standardized_errors.openapi_hooks.postprocess_schema_enums"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_str("EVERYDAY_LOG_LEVEL", "INFO")},
}
