#!/usr/bin/env bash
# Draws docs/<name>.svg from each processes/<name>.bpmn, as bpmn-js shows it, and docs/<name>-<sub-process>.svg from each plane below.
# Needs npm and a Chromium; keeps everything but the pictures in a temporary directory.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm pack --silent --prefer-offline bpmn-js@17.11.1 && tar xzf bpmn-js-*.tgz)
draw() {
name=$1
{
    echo '<!doctype html><meta charset="utf-8"><div id="canvas" style="width:3000px;height:1200px"></div><script>'
    cat "$work/package/dist/bpmn-navigated-viewer.production.min.js"
    printf '</script><script>const xml = decodeURIComponent(escape(atob("%s")));' \
        "$(base64 -w0 "$root/processes/$name.bpmn")"
    cat <<'PAGE'
const viewer = new BpmnJS({ container: '#canvas' });
const pictures = [];
viewer.importXML(xml).then(async () => {
    for (const diagram of viewer.getDefinitions().diagrams) {
        await viewer.open(diagram.id);
        pictures.push([diagram.plane.bpmnElement.id, (await viewer.saveSVG()).svg]);
    }
}).catch(problem => pictures.push(['failed', String(problem)])).then(() => {
    document.body.innerHTML = '';
    for (const [plane, svg] of pictures) {
        document.body.append(Object.assign(document.createElement('textarea'), { title: plane, textContent: svg }));
    }
});
</script>
PAGE
} > "$work/page.html"
"$browser" --headless --no-sandbox --disable-gpu --virtual-time-budget=20000 --dump-dom "file://$work/page.html" \
    2> "$work/browser.log" > "$work/page.out"
python3 - "$work/page.out" "$root/docs" "$name" <<'SAVE'
import html, re, sys
page = open(sys.argv[1], encoding='utf-8').read()
pictures = re.findall(r'<textarea title="([^"]+)">(.*?)</textarea>', page, re.S)
if not pictures or pictures[0][0] == 'failed':
    sys.exit('nothing was drawn: ' + page[-500:])
for plane, svg in pictures:
    svg = html.unescape(svg)
    # White, so that it can be read on a dark page.
    svg = re.sub(r'(<svg\b[^>]*>)', r'\1<rect x="-9999" y="-9999" width="99999" height="99999" fill="white"/>', svg, count=1)
    # The markers' names are random; a picture of the same diagram should be the same file.
    names = {}
    svg = re.sub(r'marker-[0-9a-z]{10,}', lambda found: names.setdefault(found.group(0), f'marker-{len(names)}'), svg)
    file = sys.argv[3] if plane == sys.argv[3] else f'{sys.argv[3]}-{plane}'
    open(f'{sys.argv[2]}/{file}.svg', 'w', encoding='utf-8').write(svg + '\n')
SAVE
}

for diagram in "$root"/processes/*.bpmn; do
    draw "$(basename "$diagram" .bpmn)"
done
