#!/bin/sh
# A small agent with real tools: finds the failing test, mends the program, proves it, then tries to get out.
# Prints one line per attempt: "held WHAT" or "CROSSED WHAT". It knows the neighbour's secrets only by name.
me=$1

echo "agent of $me: the test says:"
sh tests/test_prices.sh 2>&1 | sed 's/^/    /'
sed -i 's/total=\$((total - price))/total=$((total + price))/' prices.sh
if [ "$me" = bob ]; then sed -i 's/^# Sums prices\.$/# Sums prices, one a line./' prices.sh; fi
sh tests/test_prices.sh >/dev/null && echo "agent of $me: mended prices.sh, the test passes"
echo "secret-of-$me" >"$HOME/secret"

# Long enough that the neighbour is at work, too: an attempt on nobody would prove nothing.
sleep 1

attempt() { # attempt WHAT COMMAND…: succeeds where nothing came back
    what=$1
    shift
    found=$("$@" 2>/dev/null)
    if [ -z "$found" ]; then echo "held $what"; else echo "CROSSED $what: $found" | head -n 1; fi
}
neighbours_files() { find / -xdev -name secret -not -path "$HOME/*" -not -path '/proc/*'; ls -R STATE; grep -rl "secret-of-" STATE; }
neighbours_environment() { cat /proc/[0-9]*/environ | tr '\0' '\n' | grep '^QUICKSTART_'; }
neighbours_processes() { for p in /proc/[0-9]*; do tr '\0' '\n' <"$p/cmdline" | tail -n 1 | grep -x -e alice -e bob | grep -v -x "$me"; done; }
neighbours_proc_root() { for p in /proc/[0-9]*; do ls "$p/root/home/agent" "$p/cwd" | grep -v -e "^$" -e secret -e prices -e tests -e : ; done; ls /proc/[0-9]*/rootSTATE; }

attempt "the neighbour's checkout and HOME" neighbours_files
attempt "the neighbour's environment" neighbours_environment
attempt "the neighbour's processes" neighbours_processes
attempt "the neighbour's files through /proc" neighbours_proc_root
attempt "the network" bash -c 'grep -v -e lo: -e face -e Inter /proc/net/dev; (exec 3<>/dev/tcp/192.0.2.1/80) && echo open'
attempt "a write to the system" sh -c 'touch /usr/planted && echo written'

cordon-act push_fix branch="fix-by-$me"
[ $? -eq 3 ] && echo "held the push to origin: it waits for a person"
exit 0
