import { HttpDriver } from '../src/index.ts';
import { takeShippedJourneys } from './take-shipped-journeys.ts';

takeShippedJourneys('http', HttpDriver);
