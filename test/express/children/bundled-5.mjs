import express from 'express';
import { serveTruth } from './serve-truth.mjs';

serveTruth(express, 5);
