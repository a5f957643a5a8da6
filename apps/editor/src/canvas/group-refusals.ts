import { chooseMessages, type Messages } from '@waygate/ui/messages';
import { wishes } from '../app/languages.ts';
import type { ExtractRefusal } from '../document/extract-inner.ts';

const en: Messages<ExtractRefusal> = {
  nothing: 'Select the nodes that are to go into the inner journey.',
  'no-entry': 'No wire leads to these nodes from outside. An inner journey needs one way in.',
  'several-entries':
    'Wires lead to several of these nodes from outside. An inner journey has one way in: select fewer, or lead all to one.',
  'too-many-exits':
    'Wires lead from these nodes to more than two places. An inner journey ends in success or failure: lead the wires to two places first.',
};

const de: Messages<ExtractRefusal> = {
  nothing: 'Wählen Sie die Knoten, die in die innere Journey sollen.',
  'no-entry': 'Von außen führt keine Verbindung zu diesen Knoten. Eine innere Journey braucht einen Eingang.',
  'several-entries':
    'Von außen führen Verbindungen zu mehreren dieser Knoten. Eine innere Journey hat einen Eingang: Wählen Sie weniger, oder führen Sie alle zu einem.',
  'too-many-exits':
    'Von diesen Knoten führen Verbindungen an mehr als zwei Stellen. Eine innere Journey endet mit Erfolg oder Fehlschlag: Führen Sie sie erst an zwei Stellen.',
};

/** Says why nodes cannot be grouped. */
export const refusals = chooseMessages({ en, de }, wishes());
