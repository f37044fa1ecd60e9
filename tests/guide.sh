#!/usr/bin/env bash
# Follows docs/drift.md's one server on a bare Debian: script/bare lays the blocks of the guide beside this file, by number. What only systemd can do is done here by the line of its unit. First `install`, then `run` without any network.
set -euxo pipefail
cd "$(dirname "$0")"
block() { sed -e 's/^timedatectl /true &/' -e 's/enable --now/enable/' "$1" >typed && bash -euo pipefail typed; }

if [[ $1 == install ]]; then
    apt-get update
    apt-get install -y --no-install-recommends systemd-sysv  # as Debian's installer leaves it
    echo 'APT::Get::Assume-Yes "true";' >/etc/apt/apt.conf.d/02yes
    block 1
    git config --system --add safe.directory '*'  # the code is another user's here
    block 3
    exit
fi

echo "127.0.0.1 samverkan.region.example" >>/etc/hosts
# On its socket alone, and the port is its own whatever else this machine has.
for file in /etc/postgresql/*/main/postgresql.conf; do printf "listen_addresses = ''\nport = 5432\n" >>"$file"; done
service postgresql restart
block 2
block 4
block 5
install -d -m 700 /etc/ssl/portal
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=samverkan.region.example \
    -addext subjectAltName=DNS:samverkan.region.example -keyout /etc/ssl/portal/privkey.pem -out /etc/ssl/portal/fullchain.pem
block 6
block 7
block 8

verified=$(systemd-analyze verify /etc/systemd/system/portal* 2>&1)
[[ -z $verified ]] || { echo "$verified"; exit 1; }
as_unit() {
    local line
    line=$(sed -n 's/^ExecStart=//p' "/etc/systemd/system/$1")
    runuser -u portal -- bash -c "umask 0027; cd /srv/portal && exec ${line/\%i/${2:-}}"
}
as_unit portal.service &
as_unit portal-worker.service &
nginx
answer() { python3 -c '
import ssl, sys, urllib.request
trusted = ssl.create_default_context(cafile="/etc/ssl/portal/fullchain.pem")
sys.stdout.write(urllib.request.urlopen("https://samverkan.region.example" + sys.argv[1], context=trusted).read().decode())' "$1"; }
for _ in {1..120}; do answer /halsa/process/ && break || sleep 2; done
answer /halsa/
answer / >page && grep -q Samverkansportalen page
for occasion in minute ten_minutes hour morning night week; do as_unit portal-scheduled@.service "$occasion" || echo "$occasion had something to say"; done
# The night's backup, by the line of cron.
line=$(sed 's/^\S* \S* \S* \S* \S* portal //; s/\\%/%/g' /etc/cron.d/portal-kopia)
runuser -u portal -- bash -c "$line"
copy=$(echo /srv/kopior/*.backup)
runuser -u portal -- bash -c "cd /srv/portal && .venv/bin/python manage.py backup --check $copy"
set +x
echo "the guide was followed: the portal answers through nginx, and $(stat -c %s "$copy") bytes are in its backup"
