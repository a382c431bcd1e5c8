#!/usr/bin/env bash
# How this project is set up, tried, tested and run. `./run.sh` alone prints what there is.
#
#   ./run.sh try  [--port N] [--no-browser] [--fast]   the sandbox: a phone in the browser, no token needed
#   ./run.sh test [--long] [pytest options]            all tests, on SQLite and a real PostgreSQL
#   ./run.sh check                                     format, lint, types, import contracts, dead code
#   ./run.sh bench                                     what is measured, side by side
#   ./run.sh setup [--system]                          only the set-up; --system also installs Debian's chromium
#   ./run.sh lock                                      pin the dependencies anew, and list them with their dates
#   ./run.sh messages                                  bring the translations up to date and name what is untranslated
#   ./run.sh tingfeng ARGS                             the command line of the product
#
# PYTHON=python3.12 chooses the interpreter (3.11 or newer), VENV=dir where the environment lives.
set -euo pipefail
cd "$(dirname "$0")"
VENV=${VENV:-.venv}
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUTF8=1

die() { printf 'run.sh: %s\n' "$*" >&2; exit 2; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    die "no Python 3.11 or newer was found; install one, or name it: PYTHON=/path/to/python3 ./run.sh ..."
}

# The environment is made once and again whenever a pin changes. $1 = run | dev
setup() {
    local list=requirements/$1.txt mark=$VENV/.tingfeng-$1 python
    local want
    want=$(cat "$list" pyproject.toml | cksum)
    [ -f "$mark" ] && [ "$(cat "$mark")" = "$want" ] && return
    if [ ! -x "$VENV/bin/python" ]; then
        python=$(find_python)
        printf 'run.sh: setting up %s with %s (once, about a minute)\n' "$VENV" "$("$python" --version)" >&2
        "$python" -m venv "$VENV" || die "no virtual environment could be made; on Debian: apt install python3-venv"
    fi
    "$VENV/bin/python" -m pip install --quiet --require-hashes -r "$list" >&2
    "$VENV/bin/python" -m pip install --quiet --no-deps -e . >&2
    # jieba asks an old setuptools for pkg_resources, slowly and with a warning; it needs neither
    "$VENV/bin/python" -m pip uninstall --quiet --yes setuptools >&2 2>/dev/null || true
    [ "$1" = dev ] && printf '%s' "$(cat requirements/run.txt pyproject.toml | cksum)" > "$VENV/.tingfeng-run"
    printf '%s' "$want" > "$mark"
}

# A browser is a Debian package: asked for, or on a throw-away CI machine, never unasked.
setup_system() {
    command -v chromium >/dev/null && return
    command -v apt-get >/dev/null || { printf 'run.sh: no apt-get here; browser tests will be skipped\n' >&2; return; }
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium fonts-noto-cjk fonts-noto-color-emoji; } \
        >/dev/null 2>&1 || printf 'run.sh: chromium could not be installed; browser tests will be skipped\n' >&2
}

case "${1:-}" in
    try) shift; setup run; exec "$VENV/bin/python" -m bot try "$@" ;;
    tingfeng) shift; setup run; exec "$VENV/bin/python" -m bot "$@" ;;
    test)
        shift; setup dev
        [ "${CI:-}" = true ] && setup_system
        marks=(-m "not long")
        if [ "${1:-}" = --long ]; then
            shift; marks=()
        elif [ $# -eq 0 ]; then
            # not more: the tests of the real bot have people wait for it
            marks+=(-n "$("$VENV/bin/python" -c 'import os; print(os.cpu_count() or 1)')")
        fi
        exec "$VENV/bin/python" -m pytest "${marks[@]}" "$@" ;;
    check)
        setup dev
        "$VENV/bin/ruff" format --check .
        "$VENV/bin/ruff" check .
        "$VENV/bin/mypy"
        "$VENV/bin/lint-imports"
        "$VENV/bin/vulture" ;;
    bench) shift; setup dev; exec "$VENV/bin/python" -m benchmarks "$@" ;;
    setup) shift; setup dev; if [ "${1:-}" = --system ]; then setup_system; fi ;;
    lock)
        setup dev
        "$VENV/bin/python" -m pip install --quiet uv >&2
        args=(pip compile --universal --generate-hashes --no-header --quiet --python-version 3.11 --extra postgres pyproject.toml)
        "$VENV/bin/uv" "${args[@]}" -o requirements/run.txt
        "$VENV/bin/uv" "${args[@]}" --group dev -o requirements/dev.txt
        work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
        for kind in pinned newest; do
            mkdir "$work/$kind"
            "$VENV/bin/python" requirements/table.py project "$kind" > "$work/$kind/pyproject.toml"
            "$VENV/bin/uv" lock --quiet --no-python-downloads --directory "$work/$kind"
        done
        "$VENV/bin/python" requirements/table.py "$work" "$(date -u +%F)" ;;
    messages)
        setup dev
        pot=$(mktemp) && trap 'rm -f "$pot"' EXIT
        babel() { "$VENV/bin/pybabel" --quiet "$@"; }
        babel extract --no-default-keywords --keyword N_ --no-location --sort-output --output "$pot" bot core handlers jobs storage
        for po in bot/locales/*/LC_MESSAGES/tingfeng.po; do
            language=${po#bot/locales/} language=${language%%/*}
            babel update --locale "$language" --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120 \
                --input-file "$pot" --output-file "$po"
            babel compile --locale "$language" --input-file "$po" --output-file "${po%.po}.mo"
        done
        "$VENV/bin/python" -m pytest --quiet tests/docs/test_catalogue.py ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
