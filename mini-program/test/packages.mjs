/** What `npm ci --prefix mini-program/test` installs: judges that are not ours. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)

/** @returns {string | null} the folder of a package, null where it is not installed; where Node is required that is a failure */
export function folderOf(name) {
  try {
    return dirname(require.resolve(name + '/package.json'))
  } catch (missing) {
    if (process.env.REFUND_REQUIRE_NODE === 'true') throw missing
    return null
  }
}

/** @returns {false | string} for a test's `skip` */
export const without = (folder) => (folder ? false : 'not installed: npm ci --prefix mini-program/test')

export const load = (name) => require(name)
