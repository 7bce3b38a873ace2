/** What a stack holds that is lost with it. */
export type Holding = {
  kind: 'bucket' | 'table' | 'secret' | 'queue';
  /** Its id in the stack's template, which says what it is for. */
  id: string;
  /** Its name or ARN in the account. */
  name: string;
  /** Whether CloudFormation leaves it where it is when the stack goes. */
  kept: boolean;
};

/** How much a holding holds: objects with their old versions, items, or messages; bytes where they are known. */
export type Amount = { count: number; bytes: number | null; protected: boolean };

/** A stack as CloudFormation knows it; deleted ones for 90 days. */
export type StackState = {
  /** `failed`: its deletion began and could not end. */
  state: 'there' | 'failed' | 'gone';
  /** What its output says: whether the operator lets its data be deleted. Null where it says nothing. */
  mayDelete: boolean | null;
};

/** The account that a stack lies in, as far as taking it down goes. */
export interface Estate {
  /** The stack; undefined where there never was one. */
  stack(): Promise<StackState | undefined>;
  /** What it holds, or held and left behind. */
  holdings(): Promise<Holding[]>;
  /** How much is in it; undefined where it is gone. */
  amount(holding: Holding): Promise<Amount | undefined>;
  /** Has CloudFormation delete the stack, and waits until it has, or cannot. */
  deleteStack(): Promise<'gone' | 'failed'>;
  /** Lifts its protection, empties it, and deletes it; what is gone already is no error. */
  remove(holding: Holding): Promise<void>;
}
