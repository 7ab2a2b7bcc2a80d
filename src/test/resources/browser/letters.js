// Letters so many times as large as usual, as a phone's own setting makes them: the boxes stay what they are.
const [times] = arguments
const all = [...document.querySelectorAll('wx-page:not([hidden]), wx-page:not([hidden]) *')].filter((it) => it.style)
for (const it of all) {
  it.style.removeProperty('font-size')
  it.style.removeProperty('line-height')
}
if (times !== 1) {
  const sizes = all.map((it) => [getComputedStyle(it).fontSize, getComputedStyle(it).lineHeight].map(parseFloat))
  all.forEach((it, nr) => {
    const [size, height] = sizes[nr]
    it.style.fontSize = size * times + 'px'
    if (height) it.style.lineHeight = height * times + 'px'
  })
}
for (const it of all) it.$fit?.()
