// What the four web applications have in common: our name, the language of the browser, our mark in its tab, and
// how names are written.
import { english, say } from './desk.js';
import { familyNamesFirst } from './names.js';

const MARK = 'data:image/svg+xml,' + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
  + '<rect width="32" height="32" rx="7" fill="#16324f"/>'
  + '<path d="M6 11a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v3a2 2 0 0 0 0 4v3a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2v-3a2 2 0 0 0 0-4z" fill="#f2c14e"/>'
  + '<path d="M20 19v-2a2.5 2.5 0 0 0-2.5-2.5H12m2.5-2.5L12 14.5l2.5 2.5" fill="none" stroke="#16324f" stroke-width="1.8"'
  + ' stroke-linecap="round" stroke-linejoin="round"/></svg>');

// Chinese characters are drawn as in China, and read aloud in their language.
document.documentElement.lang = english ? 'en' : 'zh-CN';
const icon = document.querySelector('link[rel=icon]');
if (icon) { icon.href = MARK; }
familyNamesFirst();

/** The settings of an application with this name, and what it needs besides. */
export function branded(zh, en, more) {
  return Object.assign({
    app: { name: say(zh, en), vendor: say('影城退款', 'Cinema refunds') },
    // A language that is none of these reads Chinese: it is what the staff speak.
    locales: { availableLocales: ['zh', 'en'], fallbackLocale: 'zh' },
    disableWelcomeMessage: true
  }, more);
}
