// Instead of the one that comes with Welcome, which is not merged with it.
import { branded } from '../../tasklist/scripts/brand.js';

export default branded('工作台', 'Home', { links: [] });
