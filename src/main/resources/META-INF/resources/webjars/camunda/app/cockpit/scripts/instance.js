// Beside the diagram of a running refund: the tab 退款, the refund of our own record.
import { el, me, read, say, trouble } from '../../tasklist/scripts/desk.js';
import { caseLink, drawCase } from './case-view.js';

const READERS = ['OPERATOR', 'SUPERVISOR', 'FINANCE'];

/** Which refund a process is about, by its business key: a sample has its own, alarms and balances are of no one refund. */
function refundOf(instance) {
  const key = instance.businessKey || '';
  const process = (instance.definitionId || '').split(':')[0];
  if (process === 'refund-approval') { return key; }
  return process === 'refund-sample' ? key.replace(/^SAMPLE-/, '') : null;
}

async function draw(hole, api, processInstanceId) {
  try {
    const person = await me();
    if (!person.roles.some(role => READERS.includes(role))) { return; }
    const instance = await read(api.engineApi + '/process-instance/' + encodeURIComponent(processInstanceId));
    const refund = refundOf(instance);
    if (!refund) {
      hole.replaceChildren(el('p', { class: 'desk-none' }, say('这个流程不属于某一笔退款。', 'This process is not about one refund.')));
      return;
    }
    const content = el('div', {});
    hole.replaceChildren(el('p', { class: 'small' }, say('单独打开：', 'Open by itself: '), caseLink(refund)), content);
    await drawCase(content, refund, true);
  } catch (refusal) {
    trouble(hole, refusal);
  }
}

export default [
  {
    id: 'desk-instance-refund',
    pluginPoint: 'cockpit.processInstance.runtime.tab',
    priority: 30,
    properties: { label: say('退款', 'Refund') },
    render: (node, { api, processInstanceId }) => {
      const hole = el('div', { class: 'desk-page desk-tab' });
      node.append(hole);
      draw(hole, api, processInstanceId);
    }
  }
];
