// Instead of the one that comes with Tasklist, which is not merged with it.
import { branded } from './brand.js';
import { say } from './desk.js';

export default branded('退款审核', 'Refund review', {
  customScripts: [
    'scripts/refund-desk',
    'scripts/lists',
    'scripts/several',
    'scripts/load',
    'scripts/cases',
    'scripts/money'
  ],

  shortcuts: {
    claimTask: { key: 'ctrl+alt+c', description: say('认领打开的任务', 'claims the open task') },
    focusFilter: { key: 'ctrl+shift+f', description: say('转到第一个列表', 'goes to the first list') },
    focusList: { key: 'ctrl+alt+l', description: say('转到列表里的第一项任务', 'goes to the first task of the list') },
    focusForm: { key: 'ctrl+alt+f', description: say('转到表单的第一个输入框', 'goes to the first field of the form') }
  }
});
