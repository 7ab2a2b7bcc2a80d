// Instead of the one that comes with Cockpit, which is not merged with it.
export default {
  customScripts: ['scripts/refunds', 'scripts/incidents', 'scripts/instance']
};
