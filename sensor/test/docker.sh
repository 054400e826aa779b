#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The sensor against a real engine: its own dockerd, an image made of busybox, no network.
#
# in     sensor, show; docker, dockerd and a static busybox on the path; root
# out    PASS and FAIL lines
# holds  everything it starts ends with it; its folder is removed only after what is mounted in it
set -u
sensor=$1 show=$2
failed=0
for tool in docker dockerd busybox; do
	command -v $tool >/dev/null || { echo "SKIP  no $tool: the tests with a real engine need it"; exit 0; }
done

dir=$(mktemp -d /tmp/plimsoll-docker-XXXXXX)
export DOCKER_HOST=unix://$dir/docker.sock
mkdir "$dir/data" "$dir/exec"
unshare -m dockerd --data-root "$dir/data" --exec-root "$dir/exec" -H "$DOCKER_HOST" --pidfile "$dir/pid" \
	--bridge=none --iptables=false >"$dir/log" 2>&1 &
engine=$!

finish() {
	docker ps -aq 2>/dev/null | xargs -r docker rm -f >/dev/null 2>&1
	[ -n "${input:-}" ] && kill "$input" 2>/dev/null
	kill "$engine" 2>/dev/null
	wait "$engine" 2>/dev/null
	# dockerd's mounts lived in its own mount namespace and ended with it.
	if grep -q " $dir" /proc/self/mountinfo; then
		echo "left $dir: something is mounted in it"
	else
		rm -rf "$dir"
	fi
}
trap finish EXIT

check() { # name, pattern
	if grep -Eq "$2" "$dir/text"; then echo "PASS  $1"; else echo "FAIL  $1: no /$2/"; failed=1; fi
}
check_not() {
	if grep -Eq "$2" "$dir/text"; then echo "FAIL  $1: $(grep -Em1 "$2" "$dir/text")"; failed=1; else echo "PASS  $1"; fi
}

i=0
until docker info >/dev/null 2>&1; do
	i=$((i + 1))
	[ $i -gt 100 ] && { echo "SKIP  dockerd does not start here:"; tail -3 "$dir/log"; exit 0; }
	sleep 0.1
done
mkdir -p "$dir/root/bin"
cp "$(command -v busybox)" "$dir/root/bin/busybox"
for applet in sh ls cat id sleep cp true; do ln -s busybox "$dir/root/bin/$applet"; done
tar -C "$dir/root" -c . | docker import - plimsoll-test >/dev/null

mkfifo "$dir/in"
sleep 1000 >"$dir/in" &
input=$!
"$sensor" <"$dir/in" >"$dir/frames" &
sensor_pid=$!
sleep 1
docker run --rm --network none plimsoll-test /bin/sh -c 'id; cp /bin/busybox /tmp-ls; /tmp-ls ls /' >/dev/null 2>&1
long=$(docker run -d --network none plimsoll-test /bin/sleep 1000)
docker exec "$long" /bin/sh -c 'true; cat /etc/hostname; exit 3' >/dev/null
code=$?
docker run --rm --network none plimsoll-test /bin/true
docker rm -f "$long" >/dev/null
sleep 0.3
kill "$input"
input=
wait "$sensor_pid"
ended=$?
"$show" <"$dir/frames" >"$dir/text"

id=$(sed -n "s/.* CONTAINER cgroup=\([0-9]*\) .*$long.*/\1/p" "$dir/text" | head -1)
[ $ended -eq 0 ] && echo "PASS  the sensor ended cleanly" || { echo "FAIL  the sensor ended with $ended"; failed=1; }
[ -n "$id" ] && echo "PASS  the container's cgroup carries its id" || { echo "FAIL  no CONTAINER for $long"; failed=1; }
[ $code -eq 3 ] || { echo "FAIL  docker exec"; failed=1; }
check "the entry point enters" 'EXEC .* flags=0x8 .* parent_comm=containerd-shim.* filename="/bin/sh" args="/bin/sh -c id;'
check "docker exec enters" "EXEC cgroup=$id .* flags=0x8 .* args=\"/bin/sh -c true; cat"
check "as process 1 of its namespace" 'EXEC .* ns_pid=1 .* filename="/bin/sh"'
check "a program written by the container is in the upper layer" 'EXEC .* flags=0x1 .* path="/tmp-ls"'
check "paths are the container's own" 'EXEC .* path="/bin/busybox" filename="/bin/true"'
check "exit codes" "EXIT cgroup=$id .* code=768 "
check "the container's end" "CONTAINER cgroup=$id state=2"
check_not "nothing of the runtime is told" '(EXEC|PRIVILEGE|NOVELTY|EXIT) .* comm=runc'
check_not "no mount, pivot_root, setns, capset, unshare or seccomp of the runtime is counted" \
	"COUNTERS cgroup=$id .*[=,](165|155|308|126|272|317|321):"
check_not "nothing was lost" 'LOST .* ring_full=[1-9]'
exit $failed
