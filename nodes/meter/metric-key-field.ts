import { z } from 'zod';

/** A field that names a metric. */
export function metricKeyField() {
  return z
    .string()
    .min(1)
    .max(128)
    .meta({ title: 'Metric key', help: 'Name of the metric, as the label that it has on the metrics page of the server.' });
}
