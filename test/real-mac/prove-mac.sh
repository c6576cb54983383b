#!/bin/sh
# Proves on a real Mac what docs/deploy.md says of the package: numbered checks, each ok, wrong, or not provable here with the reason. As
# root. It installs and removes Landfall, and is for a Mac that no one needs.
#
#   prove-mac.sh PACKAGE.pkg       writes proof.md here; exit 1 where a check is wrong
#   prove-mac.sh --list            prints the checks, and runs none
set -u

app=/Applications/Landfall.app
program=$app/Contents/MacOS/Landfall
archive=$app/Contents/Resources/app.asar
job=/Library/LaunchAgents/com.landfall.app.background.plist
folder=$(cd "$(dirname "$0")" && pwd)
package=
number=0
wrong=0
# Longer than a start takes on a busy Mac, in seconds.
patience=120

# check NAME FUNCTION: runs FUNCTION, which prints why where it fails. 0 is ok, 3 is not provable here.
check() {
  number=$((number + 1))
  if [ "$package" = --list ]; then
    printf '%d. %s\n' "$number" "$1"
    return
  fi
  said=$("$2" 2>&1)
  case $? in
  0) state=ok said= ;;
  3) state='not provable here' ;;
  *) state=WRONG wrong=$((wrong + 1)) ;;
  esac
  printf '| %d | %s | %s | %s |\n' "$number" "$1" "$state" "$(printf %s "$said" | tr '\n|' '  ' | cut -c 1-300)" | tee -a proof.md
}

# equal EXPECTED FOUND
equal() {
  [ "$1" = "$2" ] || {
    printf 'expected %s, found %s' "$1" "$2"
    return 1
  }
}

not_provable() {
  printf %s "$1"
  return 3
}

is_signed() { pkgutil --check-signature "$package" >/dev/null 2>&1; }

# within PROGRAM…: runs it, and ends it after `patience`. Gives its exit code; 143 where it was ended.
within() {
  "$@" &
  running=$!
  (sleep "$patience" && kill "$running" 2>/dev/null) &
  clock=$!
  wait "$running"
  code=$?
  kill "$clock" 2>/dev/null
  return "$code"
}

package_is_signed() {
  is_signed || { not_provable 'the package is not signed'; return; }
  spctl --assess --type install "$package" && xcrun stapler validate "$package"
}
installs() { installer -pkg "$package" -target /; }
has_the_version() {
  of_package=$(basename "$package" | sed 's/^Landfall-\(.*\)-mac-universal.*/\1/')
  equal "$of_package" "$(defaults read "$app/Contents/Info" CFBundleShortVersionString)"
}
runs_on_both() { equal 'arm64 x86_64' "$(lipo -archs "$program" | tr ' ' '\n' | sort | tr '\n' ' ' | sed 's/ $//')"; }
app_is_signed() {
  is_signed || { not_provable 'the package is not signed'; return; }
  codesign --verify --deep --strict "$app"
}
only_root_writes() {
  found=$(find "$app" "$job" \( ! -user root -o -perm -002 \) ! -type l | head -n 3)
  equal '' "$found"
}
job_is_read() { plutil -lint -s "$job" && equal 644 "$(stat -f %Lp "$job")"; }
without_configuration() {
  within "$program" --check --json >check.json 2>check.txt
  equal 20 $? && plutil -lint -s check.json
}
is_no_node() {
  ELECTRON_RUN_AS_NODE=1 within "$program" -e 'process.exit(77)' >/dev/null 2>&1
  [ $? -ne 77 ] || { printf 'ELECTRON_RUN_AS_NODE made a Node of it'; return 1; }
}
attribute_answers() {
  said=$(sh "$folder/../../docs/intune/custom-attribute.sh")
  case $said in
  nobody-signed-in | not-started) return 0 ;;
  *) printf 'it said %s' "$said"; return 1 ;;
  esac
}
upgrades() { installer -pkg "$package" -target / && has_the_version; }
refuses_another_archive() {
  is_signed || { not_provable 'the fuse is held by the signature'; return; }
  cp -p "$archive" archive.kept
  printf x | dd of="$archive" bs=1 seek=4096 conv=notrunc 2>/dev/null
  within "$program" --check >/dev/null 2>&1
  code=$?
  cp -p archive.kept "$archive"
  case $code in 0 | 1[0-5] | 20) printf 'it started, and ended with %d' "$code"; return 1 ;; esac
}
leaves() {
  rm -rf "$app" "$job"
  pkgutil --forget com.landfall.app && equal '' "$(pkgutil --pkgs=com.landfall.app)"
}
asks_of_macos() { not_provable 'macOS asks only a person at a desktop, and takes the profile only from an MDM'; }
background_starts() { not_provable 'a person has to log on'; }

main() {
  package=${1:-}
  if [ "$package" != --list ]; then
    [ "$(uname)" = Darwin ] || { echo 'this is not a Mac'; exit 2; }
    [ -f "$package" ] || { echo 'prove-mac.sh PACKAGE.pkg'; exit 2; }
    [ "$(id -u)" = 0 ] || { echo 'start this as root'; exit 2; }
    printf '| | check | | |\n| - | - | - | - |\n' >proof.md
  fi
  check 'the package is signed and notarised, and its ticket is stapled' package_is_signed
  check 'it installs with no one asked' installs
  check 'the program has the version of the package' has_the_version
  check 'the program is for both processors' runs_on_both
  check 'the program is signed to the last file' app_is_signed
  check 'root alone writes to the program and to its job' only_root_writes
  check 'launchd can read the job' job_is_read
  check 'without a configuration --check ends with 20, and prints JSON' without_configuration
  check 'it is no Node, whatever the environment says' is_no_node
  check 'the custom attribute answers by the own tools of macOS' attribute_answers
  check 'it installs over itself' upgrades
  check 'it does not start with another archive' refuses_another_archive
  check 'it leaves by the documented commands, and nothing is left' leaves
  check 'the background starts at a logon, and under its own name' background_starts
  check 'each question of macOS has a reason, or none comes with the profile' asks_of_macos
  [ "$wrong" -eq 0 ]
}

main "$@"
