#!/usr/bin/env bash
# How quick Monday and one customer are in a browser, by Lighthouse: scores for a desktop and a phone, and what is sent.
#   bench/lighthouse.sh HOME [PORT]   HOME: the made-up company, as `make demo` leaves it
# Needs node and chromium. Lighthouse is no dependency of Headway: it is put into a folder of its own, once.
set -euo pipefail
home=${1:?the home of the made-up company} port=${2:-8765}
here=$(cd "$(dirname "$0")/.." && pwd)
version=12.8.2 # the last for node 20
tools=${LIGHTHOUSE:-$here/.venv/lighthouse}
headway=${HEADWAY:-$here/.venv/bin/headway}
export CHROME_PATH=${CHROME_PATH:-$(command -v chromium)}
flags="--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"

[ -x "$tools/node_modules/.bin/lighthouse" ] ||
  npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$tools" "lighthouse@$version"

"$headway" demo-web --home "$home" --port "$port" >/dev/null &
server=$!
trap 'kill $server; wait $server 2>/dev/null || true' EXIT
address=http://127.0.0.1:$port
until page=$(curl -sf "$address/"); do sleep 0.3; done
customer=$(grep -o 'href="/customers/[^"?]*/"' <<<"$page" | head -1 | cut -d'"' -f2)

for path in / "$customer"; do
  curl -sf -o /dev/null "$address$path" # nobody measures a server that has just been started
  for look in desktop mobile; do
    preset=$([ "$look" = desktop ] && echo --preset=desktop || true)
    # shellcheck disable=SC2086 -- a list of words, or none
    "$tools/node_modules/.bin/lighthouse" "$address$path" $preset --quiet --output=json --chrome-flags="$flags" 2>/dev/null |
      node -e '
        const told = JSON.parse(require("fs").readFileSync(0)), [look, path] = process.argv.slice(1);
        const scores = Object.values(told.categories).map(({ id, score }) => `${id} ${score}`).join(", ");
        const { items } = told.audits["network-requests"].details;
        const sizes = {};
        for (const { resourceType, transferSize } of items) sizes[resourceType] = (sizes[resourceType] ?? 0) + transferSize;
        const sent = Object.entries(sizes).map(([kind, bytes]) => `${kind} ${(bytes / 1000).toFixed(1)} KB`).join(", ");
        const marks = { paint: "first-contentful-paint", largest: "largest-contentful-paint", blocked: "total-blocking-time", shift: "cumulative-layout-shift" };
        const times = Object.entries(marks).map(([name, audit]) => `${name} ${told.audits[audit].displayValue}`).join(", ");
        console.log(`${look} ${path}\n  ${scores}\n  ${times}\n  ${sent}`);
      ' "$look" "$path"
  done
done
