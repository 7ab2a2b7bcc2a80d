// Instead of the one that comes with Cockpit, which is not merged with it.
import { branded } from '../../tasklist/scripts/brand.js';

export default branded('运维台', 'Operations', {
  customScripts: ['scripts/refunds', 'scripts/incidents', 'scripts/instance']
});
