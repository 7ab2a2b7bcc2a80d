#!/usr/bin/env bash
# Draws docs/<name>.svg from each processes/<name>.bpmn, as bpmn-js shows it.
# Needs npm and a Chromium; keeps everything but the picture in a temporary directory.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm pack --silent bpmn-js@17.11.1 && tar xzf bpmn-js-*.tgz)
draw() {
name=$1
{
    echo '<!doctype html><meta charset="utf-8"><div id="canvas" style="width:3000px;height:1200px"></div><script>'
    cat "$work/package/dist/bpmn-viewer.production.min.js"
    printf '</script><script>const xml = decodeURIComponent(escape(atob("%s")));' \
        "$(base64 -w0 "$root/processes/$name.bpmn")"
    cat <<'PAGE'
const viewer = new BpmnJS({ container: '#canvas' });
viewer.importXML(xml).then(() => viewer.saveSVG()).then(({ svg }) => {
    document.body.innerHTML = '';
    document.body.append(Object.assign(document.createElement('textarea'), { id: 'svg', textContent: svg }));
});
</script>
PAGE
} > "$work/page.html"
"$browser" --headless --no-sandbox --disable-gpu --virtual-time-budget=10000 --dump-dom "file://$work/page.html" \
    2> "$work/browser.log" > "$work/page.out"
python3 - "$work/page.out" "$root/docs/$name.svg" <<'SAVE'
import html, re, sys
page = open(sys.argv[1], encoding='utf-8').read()
svg = html.unescape(re.search(r'<textarea id="svg">(.*?)</textarea>', page, re.S).group(1))
# White, so that it can be read on a dark page.
svg = re.sub(r'(<svg\b[^>]*>)', r'\1<rect x="-9999" y="-9999" width="99999" height="99999" fill="white"/>', svg, count=1)
# The markers' names are random; a picture of the same diagram should be the same file.
names = {}
svg = re.sub(r'marker-[0-9a-z]{10,}', lambda it: names.setdefault(it.group(0), f'marker-{len(names)}'), svg)
open(sys.argv[2], 'w', encoding='utf-8').write(svg + '\n')
SAVE
}

for diagram in "$root"/processes/*.bpmn; do
    draw "$(basename "$diagram" .bpmn)"
done
