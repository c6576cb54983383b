#!/bin/sh
# Landfall 0.2.0: how far the person at this Mac is, as custom attribute in Intune (type: string).
# Made by `npm run policies`. Prints one line of codes, a number and a date: nothing personal.
set -u

tell() {
  printf '%s\n' "$1"
  exit 0
}

person=$(stat -f %Su /dev/console)
case $person in
'' | root | loginwindow | _mbsetupuser) tell nobody-signed-in ;;
esac
[ -d /Applications/Landfall.app ] || tell not-installed
home=$(dscl . -read "/Users/$person" NFSHomeDirectory | sed 's/^NFSHomeDirectory: //')
status="$home/Library/Application Support/Landfall/status.json"
[ -f "$status" ] || tell not-started

# What is not of the form of a code is not printed.
code() {
  plutil -extract "$1" raw -o - "$status" 2>/dev/null | LC_ALL=C grep -Ex '[a-z][a-z0-9.-]{0,59}' || printf 'unreadable'
}
codes() {
  plutil -extract "$1" json -o - "$status" 2>/dev/null | LC_ALL=C tr -d '["] ' | tr ',' '\n' |
    LC_ALL=C grep -Ex '[a-z][a-z0-9.-]{0,59}' | head -n 13 | tr '\n' ',' | sed 's/,$//'
}
number=$(plutil -extract exitCode raw -o - "$status" 2>/dev/null | LC_ALL=C grep -Ex '[0-9]{1,4}' || printf '1')
day=$(plutil -extract takenAt raw -o - "$status" 2>/dev/null | cut -c 1-10 | LC_ALL=C grep -Ex '[0-9]{4}-[0-9]{2}-[0-9]{2}' || printf 'unreadable')
tell "$(code verdict) $number $day $(codes findings)"
