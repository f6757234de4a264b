const express = require('express');
const { Redis } = require('ioredis');
const { MongoClient } = require('mongodb');
const mysql = require('mysql2/promise');
const pg = require('pg');
const redis = require('redis');
const { serve } = require('./queries.cjs');

void serve({ express, pg, redis, Redis, mysql, MongoClient });
