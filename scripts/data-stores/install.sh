#!/usr/bin/env bash
# Installs the databases that test/data-stores talks to, where they are missing: Debian's PostgreSQL and Redis, by apt, as root or
# through sudo. Starts nothing: the tests start servers of their own. Quiet when there is nothing to do.
set -u

missing=()
has() { command -v "$1" >/dev/null 2>&1; }
has postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
has redis-server || missing+=(redis-server)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! has sudo || ! sudo -n true 2>/dev/null; then
    echo "data-stores: ${missing[*]} missing, and this user may not install. Run as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo -n)
fi
if ! has apt-get; then
  echo "data-stores: ${missing[*]} missing, and there is no apt-get here. Install PostgreSQL and Redis by hand." >&2
  exit 1
fi

# Packages start their services when installed, unless this file says no. One that is there already stays.
policy=/usr/sbin/policy-rc.d
made_policy=false
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod +x "$policy"
  made_policy=true
fi
restore() { [ "$made_policy" = true ] && "${as_root[@]}" rm -f "$policy"; }
trap restore EXIT

install() {
  "${as_root[@]}" apt-get update -qq &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "${missing[@]}"
}

log=$(mktemp)
for attempt in 1 2 3; do
  if install >"$log" 2>&1; then
    echo "data-stores: installed ${missing[*]}"
    rm -f "$log"
    exit 0
  fi
  [ "$attempt" -lt 3 ] && sleep $((attempt * 5))
done
echo "data-stores: apt-get could not install ${missing[*]}:" >&2
tail -n 20 "$log" >&2
rm -f "$log"
exit 1
