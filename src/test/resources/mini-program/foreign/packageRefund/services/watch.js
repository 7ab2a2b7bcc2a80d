/**
 * Looks again and again while something is going on: often at first, then seldom, not at all while nobody looks.
 *
 * @param {() => Promise<string | null>} look what it sees, as a text that changes with it; null when nothing can change any more
 */
function watch(look) {
  const PAUSES = [3, 3, 4, 5, 8, 12, 20, 30, 60]
  /** @type {any} */
  let timer = null
  let running = false
  let calm = 0
  let seen = ''

  function next() {
    clearTimeout(timer)
    if (running) timer = setTimeout(round, PAUSES[Math.min(calm, PAUSES.length - 1)] * 1000)
  }

  function round() {
    look().then(
      (now) => {
        if (now === null) {
          running = false
          return
        }
        calm = now === seen ? calm + 1 : 0
        seen = now
        next()
      },
      () => {
        calm++
        next()
      },
    )
  }

  return {
    start() {
      running = true
      calm = 0
      next()
    },
    stop() {
      running = false
      clearTimeout(timer)
    },
  }
}

module.exports = { watch }
