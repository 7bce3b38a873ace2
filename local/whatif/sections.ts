import type { Label } from '../../shared/contracts/field.ts';
import type { SankeyFlow, SankeyNode } from '../../shared/domain/page/sankey.ts';

/** A cell of a table: a count or an amount, a difference with its sign, or words. */
export type Cell = number | { change: number } | Label | string;

/** A table for a screen, a terminal and paper. */
export type Table = {
  title?: Label;
  header: Label[];
  rows: Cell[][];
  /** Rows that a terminal shows; a page shows all. */
  most?: number;
  /** Sentences stand in it: a terminal writes them below each other, because they do not fit side by side. */
  isLong?: boolean;
};

/** A part of what is told about a draft. */
export type Section = {
  title: Label;
  /** Sentences below the title. */
  notes: Label[];
  /** Flows between tiers, best first. */
  sankey?: { nodes: SankeyNode[]; flows: SankeyFlow[]; title: Label };
  tables: Table[];
};
