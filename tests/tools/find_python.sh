#!/bin/sh
# Prints the path of an interpreter of the given version, such as 3.12. Fails when there is none.
# Looks on PATH, then in the folder where pyenv keeps its versions.
version=$1

works() {
    # A pyenv shim may exist for a version that is not switched on. So ask the interpreter itself.
    "$1" -c "import sys, venv, ensurepip; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null
}

for python in "$(command -v "python$version")" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version"*/bin/python; do
    if [ -x "$python" ] && works "$python"; then
        echo "$python"
        exit 0
    fi
done
exit 1
