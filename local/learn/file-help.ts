/** What `npm run tierline -- train --csv --help` and `score --help` print. */
export const fileHelp = `npm run --silent tierline -- train --csv FILE --label COLUMN [OPTION ...]

  --positive VALUE     the label's value that is told (yes, true or 1, where it has one of them)
  --drop A,B           columns to leave out
  --prior CARD.json    a card to start from
  --folds FILE         which rows to judge by: { "test": [[row, ...], ...] }, rows from 0
  --protocol P         or drawn here, equal shares of both classes:                   (cv5)
                       cv5: five folds; shuffle3: three draws of a quarter of the rows
  --pairs N            pairs of features at most                                       (20)
  --plain              no columns that are worked out from others: sums of a few, rules on two that count with a third, rows met before
  --points N           whole points, N of which double the odds (20 is usual); says what rounding costs
  --seed N             of every random choice: same seed, same bytes                    (1)
  --json OUT           the figures, for a program
  --out CARD.json      keeps the card, learned from all rows

npm run --silent tierline -- score --card CARD.json --csv FILE [OPTION ...]

  --reasons            the three strongest reasons of each row, with their points
  --out OUT.csv        instead of on the screen

Files may be packed with gzip; cells are separated by a comma, semicolon, tab or bar.
Exit code: 0 done, 1 not done, with the reason on stderr.`;
