#!/bin/bash
# The virtual PC's end of the control port ($1). After each boot it writes READY; then for each 'RUN length' and command
# it writes 'END exit-code output-length error-length' and exactly those bytes. When the other end is gone, the PC switches itself off.
export LC_ALL=C HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd /root || exit 1
# However long a busy host takes to emulate the way there.
until [ -c "$1" ]; do sleep 1; done
timeout 300 systemctl is-system-running --wait >/dev/null
exec 3<>"$1"
answers=$(mktemp -d /run/rehearsal-control.XXXXXX)
# Drivers may still be binding to devices that udev was told of during the boot.
udevadm settle --timeout=120
echo READY >&3
while read -r -u 3 verb length && [ "$verb" = RUN ]; do
    read -r -N "$length" -u 3 -d '' command
    bash -c "$command" >"$answers/output" 2>"$answers/error" </dev/null 3>&-
    code=$?
    printf 'END %d %d %d\n' "$code" "$(stat -c %s "$answers/output")" "$(stat -c %s "$answers/error")" >&3
    cat "$answers/output" "$answers/error" >&3
done
exec systemctl poweroff --force
