"""The distribution: one application of four packages, made for an environment of its own."""

from setuptools import setup

RUNTIME = [
    "Whoosh==2.7.4",
    "Flask>=3.0",
    "Unidecode>=1.3",
    "python-dateutil>=2.8.2",
    "numpy>=2.0",
    "PyStemmer>=3.0,<4",
    "Babel>=2.14",
    "click>=8.1",
    "rich>=13.7",
    "platformdirs>=4.0",
    "waitress>=3.0",
    "tzdata>=2024.1",
    "zstandard>=0.22",
    "lxml>=5.0",
    "watchfiles>=0.24",
    "feedparser>=6.0.11",
    "urllib3>=2.2",
]

PAGES = [
    "trafilatura>=2.0",
    "lxml_html_clean>=0.4",  # justext, which trafilatura stands on, asks for it and does not say so
]

DEVELOPMENT = [
    *PAGES,
    "pytest>=8.0",
    "pytest-xdist>=3.5",
    "hypothesis>=6.100",
    "ruff>=0.6",
    "mypy>=1.11",
    "import-linter>=2.1",
    "playwright>=1.44",
    "types-python-dateutil>=2.8.19",
    "lxml-stubs>=0.5",
    "datasketch>=1.6",
    "newsmlg2>=1.1",
]

BENCHMARKS = [
    "tantivy>=0.27",
    "bm25s>=0.3",
    "matplotlib>=3.8",
]

# Wheels of it are of Linux, and not of every Python: so it is no part of `dev`.
FUZZING = ["atheris>=3.0"]

PACKAGES = [
    "corpus",
    "corpus.bodies",
    "corpus.fetching",
    "corpus.readers",
    "corpus.writers",
    "index",
    "index.codec",
    "index.french",
    "index.similar",
    "search",
    "web",
]

setup(
    name="filon",
    version="0.1.0",
    description="Full-text search over French press-agency dispatches",
    python_requires=">=3.10",
    packages=PACKAGES,
    package_data={
        "corpus": ["data/*", "samples/*", "samples/*/*", "samples/*/*/*"],
        "index.french": ["data/*"],
        "web": ["templates/*", "templates/*/*", "static/*", "static/*/*", "translations/*"],
    },
    install_requires=RUNTIME,
    extras_require={"dev": DEVELOPMENT, "bench": BENCHMARKS, "fuzz": FUZZING, "pages": PAGES},
    entry_points={"console_scripts": ["filon = web.cli:main"]},
)
