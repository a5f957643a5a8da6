/** How the person of one try behaves. */
export interface Strategy {
  /** Whether the person is somebody whom the realm knows, is signed on already, or comes for the first time. */
  readonly person: 'known' | 'signedOn' | 'new';
  /** Whether what they type as a password is right. */
  readonly password: 'right' | 'wrong';
  /** Whether they agree to what they are asked to. */
  readonly agrees: boolean;
  /** Whether they wait for a page that waits, or press what else it offers. */
  readonly waits: boolean;
}

const WILLING: Strategy = { person: 'known', password: 'right', agrees: true, waits: true };

const FIRST: readonly Strategy[] = [
  WILLING,
  { ...WILLING, person: 'new' },
  { ...WILLING, password: 'wrong' },
  { ...WILLING, person: 'signedOn' },
];
const LATER: readonly Strategy[] = [
  WILLING,
  { ...WILLING, waits: false },
  { ...WILLING, person: 'new' },
  { ...WILLING, agrees: false },
  { ...WILLING, person: 'signedOn' },
];

/** The tries of an exploration, the most promising first. @param tries how many there are */
export function strategies(tries: number): readonly Strategy[] {
  return Array.from({ length: tries }, (_, at) => FIRST[at] ?? LATER[(at - FIRST.length) % LATER.length] ?? WILLING);
}
