import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type metricNames, metricNamespace } from '../../shared/contracts/metrics.ts';

/** What an alarm must say and when it rings. */
export type AlarmProps = {
  /** Who notices, and what goes wrong for them, in one sentence. */
  impact: string;
  /** What is watched, with its period and statistic. */
  metric: IMetric;
  /** Rings at this value and above. */
  atLeast?: number;
  /** Rings below this value. */
  below?: number;
  /** Periods in a row that must be bad. */
  periods?: number;
  /** Silence is bad news too: for what must happen. By default silence is good news. */
  silenceIsBad?: boolean;
};

/**
 * All alarms of the stack. Each is an entry of the runbook: the alarm is called `<stack>-<entry>`, the runbook has a
 * heading `<entry>`, and the description links it. A test holds the two together.
 */
export class Alarms extends Construct {
  readonly #runbook: string;
  readonly #action: SnsAction | undefined;

  constructor(scope: Construct, id: string, props: { runbookUrl: string; email: string | undefined }) {
    super(scope, id);
    this.#runbook = props.runbookUrl;
    if (props.email === undefined) return;
    // Not encrypted with a KMS key: CloudWatch may not use the free one of SNS, and alarms hold no personal data.
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(props.email));
    this.#action = new SnsAction(topic);
  }

  /** Adds the alarm of a runbook entry. @throws where the impact is not a sentence */
  add(entry: string, props: AlarmProps): Alarm {
    const { impact, metric, atLeast, below, periods = 1, silenceIsBad = false } = props;
    if (!/^[A-Z].{20,}\.$/.test(impact)) Annotations.of(this).addError(`Alarm ${entry}: say its impact in a sentence.`);
    const alarm = new Alarm(this, entry, {
      alarmName: `${Stack.of(this).stackName}-${entry}`,
      alarmDescription: `${impact} What to do: ${this.#runbook}#${entry}`,
      metric,
      threshold: below ?? atLeast ?? 1,
      comparisonOperator:
        below === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    if (this.#action) {
      alarm.addAlarmAction(this.#action);
      alarm.addOkAction(this.#action);
    }
    return alarm;
  }
}

/** A metric that the functions of the scope's stack emit, summed by the hour. */
export const emitted = (scope: Construct, name: (typeof metricNames)[keyof typeof metricNames]): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName: name,
    // Powertools' dimension, from the environment that PipelineFunction sets: two stages in one account stay apart.
    dimensionsMap: { service: Stack.of(scope).stackName },
    statistic: Stats.SUM,
    period: Duration.hours(1),
  });
