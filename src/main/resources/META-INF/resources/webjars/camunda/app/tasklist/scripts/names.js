// The web applications put the given name first, with a space; a Chinese name is written the other way round, without one.
const PLACES = '[cam-widget-header] .account, h5.assignee, [cam-tasklist-task-meta], .user-profile-name';
const GIVEN_FIRST = /^(\s*)(\p{Script=Han}{1,3}) (\p{Script=Han}{1,2})(\s*)$/u;

/** As it is written in China; anything but a Chinese name stays as it is. */
export function asWritten(name) {
  return name.replace(GIVEN_FIRST, '$1$3$2$4');
}

function put(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const name = asWritten(node.data);
    if (name !== node.data && node.parentElement && node.parentElement.closest(PLACES)) { node.data = name; }
  } else {
    node.childNodes.forEach(put);
  }
}

export function familyNamesFirst() {
  new MutationObserver(changes => changes.forEach(change => {
    if (change.type === 'characterData') { put(change.target); } else { change.addedNodes.forEach(put); }
  })).observe(document.documentElement, { subtree: true, childList: true, characterData: true });
}
