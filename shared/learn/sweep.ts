import { type Fit, platePass, singlePass } from './passes.ts';

/**
 * What a fit does next: each BLOCK holds the points of one feature's slots (or one pair's cells) and knows its own Newton step. Blocks
 * that step at once lie on a PLATE; a SWEEP lets every plate step once, in turn. Slots of one feature are disjoint, so a step needs
 * two sums a slot.
 */
export type Block = {
  /** Slot of every row of the table. */
  codes: Uint16Array;
  /** Points by slot, in log-odds. */
  points: Float64Array;
  /**
   * Writes into `delta` what should be added to the points.
   *
   * @param residuals by slot, sum of label - probability over the rows learned from
   * @param curvatures by slot, sum of probability x (1 - probability)
   */
  step: (residuals: Float64Array, curvatures: Float64Array, delta: Float64Array) => void;
};

/**
 * Blocks of a plate: one where steps are whole, for the next must know what the one before has said; eight where each takes a tenth of a
 * step at most, so that together they take less than one. The rows' probabilities are worked out once a plate.
 */
export type Width = 1 | 8;

type Plate = {
  blocks: readonly Block[];
  /** Where each block's slots begin. */
  starts: readonly number[];
  /** By row and block: twice the place of the row's slot. */
  codes: Uint16Array;
  /** Rows learned from that stayed, by place. */
  stayed: Float64Array;
  /** By place, in twos: sum of the chances to stay, and of probability x (1 - probability). */
  sums: Float64Array;
  /** By place, in twos: what the odds of its rows are multiplied by. */
  factors: Float64Array;
};

const plateOf = ({ order, learned, labels }: Fit, blocks: readonly Block[], width: Width): Plate => {
  const starts: number[] = [];
  let places = 0;
  for (const { points } of blocks) {
    starts.push(places);
    places += points.length;
  }
  // The last place is nobody's: columns that are left over point there.
  const codes = new Uint16Array(order.length * width).fill(2 * places);
  const stayed = new Float64Array(places + 1);
  blocks.forEach(({ codes: slots }, column) => {
    const start = starts[column] as number;
    for (let row = 0, at = column; row < order.length; row++, at += width) {
      const place = start + (slots[order[row] as number] as number);
      codes[at] = 2 * place;
      if (row < learned) stayed[place] = (stayed[place] as number) + 1 - (labels[row] as number);
    }
  });
  const room = 2 * (places + 1);
  return { blocks, starts, codes, stayed, sums: new Float64Array(room), factors: new Float64Array(room).fill(1) };
};

/** Places of a plate at most: twice the place of the one that is nobody's must be a number of sixteen bits. */
const mostPlaces = 0x7fff;

/** Blocks in order, as many on a plate as are stepped at once and find room. */
const dealt = (blocks: readonly Block[], width: Width): Block[][] => {
  const plates: Block[][] = [];
  let places = 0;
  for (const block of blocks) {
    const last = plates.at(-1);
    places += block.points.length;
    if (last && last.length < width && places <= mostPlaces) last.push(block);
    else {
      plates.push([block]);
      places = block.points.length;
    }
  }
  return plates;
};

/** A step of more than this many log-odds at once is a runaway: the next sweep may go on. */
const longestStep = 3;
/** A block that moved no point by more than this has settled, and rests for so many sweeps. */
const settled = { move: 1e-3, rest: 3 };

/** Room for sums and steps by slot. */
type Room = Record<'residuals' | 'curvatures' | 'delta', Float64Array>;

/** Lets the blocks of a plate step from its sums: points move, factors tell by how much. Answers the longest move. */
const stepPlate = (
  { blocks, starts, stayed, sums, factors }: Plate,
  { residuals, curvatures, delta }: Room,
): number => {
  let longest = 0;
  blocks.forEach(({ points, step }, column) => {
    const start = starts[column] as number;
    for (let slot = 0, at = 2 * start; slot < points.length; slot++, at += 2) {
      residuals[slot] = (sums[at] as number) - (stayed[start + slot] as number);
      curvatures[slot] = sums[at + 1] as number;
    }
    delta.fill(0, 0, points.length);
    step(residuals, curvatures, delta);
    let [move, factor] = [0, 1];
    for (let slot = 0, at = 2 * start; slot < points.length; slot++, at += 2) {
      const next = Math.max(-longestStep, Math.min(longestStep, delta[slot] as number));
      // Trees move many neighbours alike.
      if (next !== move) [move, factor] = [next, Math.exp(next)];
      points[slot] = (points[slot] as number) + move;
      factors[at] = factor;
      longest = Math.max(longest, Math.abs(move));
    }
  });
  return longest;
};

/** Answers what makes one sweep over the blocks, in order. The fit's odds are those of the blocks' points after each. */
export const sweepsOf = (fit: Fit, blocks: readonly Block[], width: Width): (() => void) => {
  const plates = dealt(blocks, width).map((together) => plateOf(fit, together, width));
  const most = blocks.reduce((count, { points }) => Math.max(count, points.length), 1);
  const room: Room = {
    residuals: new Float64Array(most),
    curvatures: new Float64Array(most),
    delta: new Float64Array(most),
  };
  const resting = new Uint8Array(plates.length);
  const pass = width === 1 ? singlePass : platePass;
  const move = (moved: Plate, next: Plate): void => {
    next.sums.fill(0);
    pass(fit, moved.codes, moved.factors, next.codes, next.sums);
  };
  // A plate's sums are made while the one before is applied, so the first one's are made beforehand.
  let at = 0;
  const first = plates[0];
  if (first) move(first, first);
  return () => {
    for (let isOver = plates.length === 0; !isOver; ) {
      const plate = plates[at] as Plate;
      if (stepPlate(plate, room) < settled.move && width === 1) resting[at] = settled.rest;
      do {
        at++;
        if (at === plates.length) [at, isOver] = [0, true];
      } while (resting[at] && (resting[at] as number)-- > 0);
      move(plate, plates[at] as Plate);
    }
  };
};
