import { Duration, type Stack } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  Row,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { metricNames } from '../../shared/contracts/metrics.ts';
import { emitted } from './alarms.ts';
import { PipelineFunction } from './pipeline-function.ts';
import { DeadLetterQueue, PipelineQueue } from './pipeline-queue.ts';

/** Columns of a CloudWatch dashboard. */
const whole = 24;
const period = Duration.minutes(5);

/**
 * The whole pipeline on one page, in the order in which data go through it: what came in, what waits, what failed, how
 * long functions take. It draws every queue and function of the stack, so it comes last.
 */
export const pipelineDashboard = (stack: Stack, runbookUrl: string): Dashboard => {
  const found = <T extends Construct>(is: (construct: unknown) => construct is T): T[] =>
    stack.node.findAll().filter(is);
  const queues = found((one): one is PipelineQueue => one instanceof PipelineQueue);
  const deadLetters = found((one): one is DeadLetterQueue => one instanceof DeadLetterQueue);
  const functions = found((one): one is PipelineFunction<never> => one instanceof PipelineFunction);
  const short = (fn: IFunction): string => fn.node.id;

  const value = (title: string, name: keyof typeof metricNames): SingleValueWidget =>
    new SingleValueWidget({
      title,
      width: whole / 6,
      height: 4,
      metrics: [emitted(stack, metricNames[name]).with({ label: title, period: Duration.days(1) })],
    });
  const graph = (title: string, unit: string, left: IMetric[]): GraphWidget =>
    new GraphWidget({ title, width: whole / 2, height: 6, left, leftYAxis: { label: unit, showUnits: false, min: 0 } });

  const dashboard = new Dashboard(stack, 'Dashboard', {
    dashboardName: stack.stackName,
    defaultInterval: Duration.days(3),
  });
  dashboard.addWidgets(
    new TextWidget({
      markdown: `**${stack.stackName}**: dumps in, agents' lists out. What to do about an alarm: ${runbookUrl}. What is wrong right now: \`tierline doctor --stack ${stack.stackName}\`.`,
      width: whole,
      height: 1,
    }),
  );
  dashboard.addWidgets(
    new Row(
      value('Rows accepted', 'rowsAccepted'),
      value('Rows refused', 'rowsRefused'),
      value('Dumps failed', 'dumpsFailed'),
      value('Slices held', 'slicesHeld'),
      value('Runs finished', 'runCompleted'),
      value('Work waiting', 'workWaiting'),
    ),
    new Row(
      graph(
        'Age of the oldest message',
        'seconds',
        queues.map(({ name, queue }) =>
          queue.metricApproximateAgeOfOldestMessage({ label: name, statistic: Stats.MAXIMUM, period }),
        ),
      ),
      graph(
        'Dead letters',
        'messages',
        deadLetters.map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible({
            label: queue.node.path.split('/').slice(1, -1).join(' '),
            statistic: Stats.MAXIMUM,
            period,
          }),
        ),
      ),
    ),
    new Row(
      graph(
        'Errors of functions',
        'invocations',
        functions.map((fn) => fn.metricErrors({ label: short(fn), period })),
      ),
      graph(
        'Slowest invocation of functions',
        'milliseconds',
        functions.map((fn) => fn.metricDuration({ label: short(fn), statistic: Stats.MAXIMUM, period })),
      ),
    ),
    new Row(
      graph(
        'Functions at work',
        'at once',
        functions.map((fn) =>
          fn.metric('ConcurrentExecutions', { label: short(fn), statistic: Stats.MAXIMUM, period }),
        ),
      ),
      graph(
        'Throttled',
        'invocations',
        functions.map((fn) => fn.metricThrottles({ label: short(fn), period })),
      ),
    ),
  );
  return dashboard;
};
