import { itSaysTheEnd } from '../test/end-texts.ts';
import node from './node.ts';

itSaysTheEnd(node, 'error');
