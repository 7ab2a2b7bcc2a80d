// Instead of the one that comes with Tasklist, which is not merged with it.
export default {
  customScripts: [
    'scripts/refund-desk',
    'scripts/several',
    'scripts/load',
    'scripts/cases',
    'scripts/money'
  ],

  shortcuts: {
    claimTask: { key: 'ctrl+alt+c', description: 'claims the currently selected task' },
    focusFilter: { key: 'ctrl+shift+f', description: 'set the focus to the first filter in the list' },
    focusList: { key: 'ctrl+alt+l', description: 'sets the focus to the first task in the list' },
    focusForm: { key: 'ctrl+alt+f', description: 'sets the focus to the first input field in a task form' },
    startProcess: { key: 'ctrl+alt+p', description: 'opens the start process modal dialog' }
  }
};
