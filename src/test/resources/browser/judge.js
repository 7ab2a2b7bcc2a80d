// What somebody with a thumb, or who sees badly, would complain about on the page that is on top. Returns sentences.
const page = document.querySelector('wx-page:not([hidden])')
const found = []
const shown = (it) => it.getClientRects().length > 0 && getComputedStyle(it).visibility !== 'hidden'
const name = (it) => (it.getAttribute('aria-label') || it.textContent.trim() || it.className || it.tagName).slice(0, 40)
const spoken = (it) => it.getAttribute('aria-label') || it.textContent.trim()

if (page.scrollWidth > page.clientWidth) found.push('the page is wider than the phone')
for (const it of page.querySelectorAll('*')) {
  const box = it.getBoundingClientRect()
  if (shown(it) && box.width && (box.right > page.clientWidth + 1 || box.left < -1)) found.push(`"${name(it)}" sticks out`)
}

for (const it of page.querySelectorAll('wx-button, [role=button], wx-label, wx-picker')) {
  if (!shown(it)) continue
  const { width, height } = it.getBoundingClientRect()
  if (width < 36 || height < 36) found.push(`"${name(it)}" is too small for a thumb: ${Math.round(width)} × ${Math.round(height)}`)
  if (!spoken(it) && !it.querySelector('[aria-label], [alt]:not([alt=""])')) found.push(`<${it.tagName}> has no name`)
}
for (const it of page.querySelectorAll('input, textarea, select')) {
  if (shown(it) && !spoken(it.closest('label, wx-label') || it) && !it.getAttribute('aria-label')) found.push(`<${it.tagName}> has no label`)
}

const numbers = (color) => color.match(/[\d.]+/g).map(Number)
const channel = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
const over = ([r, g, b, a = 1], below) => [r, g, b].map((value, nr) => value * a + below[nr] * (1 - a))
const ground = (it) => {
  if (!it || it === document.documentElement) return [237, 237, 237]
  const own = numbers(getComputedStyle(it).backgroundColor)
  return own[3] === 0 ? ground(it.parentElement) : over(own, own.length < 4 || own[3] === 1 ? own : ground(it.parentElement))
}
const words = document.createTreeWalker(page, NodeFilter.SHOW_TEXT)
while (words.nextNode()) {
  const it = words.currentNode.parentElement
  if (!words.currentNode.data.trim() || !shown(it) || it.closest('[aria-disabled=true]')) continue
  const style = getComputedStyle(it)
  const below = ground(it)
  const [a, b] = [light(over(numbers(style.color), below)), light(below)].sort((x, y) => y - x)
  const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700)
  const ratio = (a + 0.05) / (b + 0.05)
  if (ratio < (large ? 3 : 4.5)) found.push(`"${name(it)}" is hard to read: ${ratio.toFixed(1)} to 1`)
}
return [...new Set(found)]
