import type { MergeConflict } from '@waygate/graph';
import { FAILURE_ID, type JourneyDocument, type Json, START_ID, SUCCESS_ID } from '@waygate/schema';
import { nameOf } from '../canvas/name-of.ts';
import { nodeOf } from '../document/edit-node.ts';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { fieldTitle, optionTitle } from './field-title.ts';
import { t } from './messages.ts';
import { valueText } from './value-text.ts';

/** The journeys in which names are looked up, in this order. */
type Sides = readonly JourneyDocument[];

/** What two authors changed in different ways: the node and its field, or the option. */
export function conflictTitle({ path }: MergeConflict, sides: Sides, catalogue: EditorCatalogue): string {
  const [place = '', id = '', member, key, ...deeper] = path;
  if (place === 'entryNodeId') return nameOf(sides[0] as JourneyDocument, START_ID);
  if (place !== 'nodes' && place !== 'innerNodes') return optionTitle(path.join('.'));
  const side = sides.find((one) => nodeOf(one, id) !== undefined);
  const name = placeName(id, sides);
  if (member === undefined) return name;
  const type = side === undefined ? undefined : nodeOf(side, id)?.type;
  if (member === 'connections') {
    const outcome = key ?? '';
    return `${name}: ${catalogue.get(type ?? '')?.outcomes.find((one) => one.id === outcome)?.displayName ?? outcome}`;
  }
  const field = fieldTitle(catalogue, type ?? '', key === undefined ? member : `${member}.${key}`);
  return `${name}: ${[field, ...deeper].join(' · ')}`;
}

/** One side's value of a conflict, for people. */
export function conflictValue({ path }: MergeConflict, value: Json | undefined, other: Json | undefined, sides: Sides): string {
  const [place, , member] = path;
  const isNode = (place === 'nodes' || place === 'innerNodes') && member === undefined;
  if (isNode) return value === undefined ? t('valueRemoved') : t(other === undefined ? 'valueKept' : 'valueAdded');
  const isPlace = typeof value === 'string' && value !== '' && (place === 'entryNodeId' || member === 'connections');
  return isPlace ? placeName(value, sides) : valueText(value);
}

function placeName(id: string, sides: Sides): string {
  const isEnd = id === START_ID || id === SUCCESS_ID || id === FAILURE_ID;
  const side = isEnd ? sides[0] : sides.find((one) => nodeOf(one, id) !== undefined);
  return side === undefined ? id : nameOf(side, id);
}
