"""The process that reads: ``python -m index.formats BYTES SECONDS``, started by `process`."""

import sys

from index.formats.process import serve

if __name__ == "__main__":
    serve(int(sys.argv[1]), float(sys.argv[2]))
