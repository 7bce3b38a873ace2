import type { FoundCard } from '../find-card.ts';

export const cardPage = (found: FoundCard, before: FoundCard | null, currency: string): string =>
  `${found.name}${before?.name}${currency}`;
