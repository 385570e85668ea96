#!/bin/sh
# The sum of 1, 2 and 3 is 6.
sum=$(printf '1\n2\n3\n' | sh "$(dirname "$0")/../prices.sh")
if [ "$sum" = 6 ]; then echo "ok: the sum is 6"; else echo "FAIL: expected 6, got $sum"; exit 1; fi
