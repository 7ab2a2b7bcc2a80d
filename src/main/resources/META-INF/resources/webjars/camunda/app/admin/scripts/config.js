// Instead of the one that comes with Admin, which is not merged with it.
import { branded } from '../../tasklist/scripts/brand.js';

export default branded('人员管理', 'People', {});
