/** What `npm run tierline -- help` prints. */
export const help = `npm run --silent tierline -- COMMAND [OPTION ...]

  dumps list [--period YYYY-MM] [--status S]   what was delivered, and what became of it
  dumps show ID                                one dump: counts, reasons, what is held and why
  dumps release ID [--slice REGION]            lets a held dump, or one slice of it, count
  dumps retract ID                             takes a dump back: its facts no longer count
  runs list                                    the last nights
  runs show RUN                                one night: counts, dumps, what was held
  runs moves RUN                               who moved between tiers, by scheme and region
  runs retry RUN                               asks once more for what a stuck run waits for
  quarantine show ID [--limit N]               refused rows of a dump, masked           (20)
  explain CUSTOMER [--run RUN]                 one decision, point by point, and what would move it
  why-not CUSTOMER [--run RUN]                 why nobody contacts a customer: step, rule, date
  history CUSTOMER [--limit N]                 what changed for a customer, and why (of 31 nights)
  visits [--run RUN] [--day DATE]              visits that have their day; of one day, the customers
  promises [--run RUN] [--day DATE]            how promises were kept, by tier, region and day
  waivers [--run RUN]                          fees that billing waives for broken promises
  report [--run RUN] [--out FILE.html]         a night for managers: a sentence, and its page
  replay --at RUN                              a night's decisions again, compared byte for byte
  whatif --policy FILE [--run RUN]             what a draft policy would change; writes nothing
         [--html FILE]                         ... as one page, too
  train [--dry-run] [--policy FILE]            learns a card from who left; --dry-run: design only
  train --csv FILE --label COLUMN [...]        learns a card from any table, and judges it
  score --card CARD.json --csv FILE [...]      applies such a card      (both: --help says more)
  cards list                                   learned cards, and which one is in force
  cards show CARD [--html FILE]                one card and its backtest; ... as a page of curves
  cards promote CARD                           puts a learned card in force
  cards rollback                               puts back the card that was in force before
  cards add FILE                               takes in a card edited by hand, and judges it
  doctor                                       what is stuck, held, late or near a limit
  redrive QUEUE                                dead letters of a queue, back into it
  reshard [--to N | --switch | --back | --finish]
                                               another number of shards, step by step
  agents [AGENT] [--run RUN]                   agents by verified figures; one with all facts
  guard list                                   playbooks: what contact is worth, and what is stopped
  guard show PLAYBOOK                          one playbook by risk band, and who resumed it
  guard resume PLAYBOOK --why TEXT             lets a stopped playbook go on, from the next run
  cost --customers N [--shards N] [--json]     what a base costs a month, and what it comes near to
  teardown --stack NAME [--yes-delete NAME]    deletes a stack and its data; asks first
  help                                         this page

  --data DIR      the data of npm start on this machine                       (the folder used last)
  --stack NAME    a deployed stack instead, by the AWS credentials and region of the environment
  --lang en|zh    language of what people read                                                  (en)
  --json          JSON for a program instead of a table for a person

The next run sees what was released or retracted. An ID may be shortened, as long as only one
begins with it. A RUN is such an id, or the date of the night (2026-11-01), by the operator's
clock; without it, the last completed one. Exit code: 0 done, 1 not done, with the reason on
stderr, 2 a replay that differs, or something broken that doctor found.`;
