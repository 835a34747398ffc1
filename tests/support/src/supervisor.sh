# Stands between a test process and its PostgreSQL. Orders come through standard input; when that
# closes, because the test process has ended in whatever way, the server stops and its folder goes.
trap '' HUP INT
directory=$1 postgres=$2 sockets=$3
touch "$directory/exited"

stop() {
    # Asked again until it is gone: just after its start the server has not yet written its number.
    while [ ! -e "$directory/exited" ]; do
        server=$(head -n 1 "$directory/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$server" 2>/dev/null
        sleep 0.02
    done
}

while read -r order port; do
    case $order in
    start)
        rm -f "$directory/exited" "$directory/log"
        {
            "$postgres" -D "$directory/data" -p "$port" -k "$sockets" >"$directory/log" 2>&1
            touch "$directory/exited"
        } &
        ;;
    stop) stop ;;
    kill) server=$(head -n 1 "$directory/data/postmaster.pid" 2>/dev/null) && kill -KILL "$server" ;;
    esac
done
stop
rm -rf "$directory"
