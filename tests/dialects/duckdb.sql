---- find ?who where ?who is envoy
-- the rows of the answer
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT f1.subject AS o0
  FROM "fact" AS f1
  WHERE f1.predicate = 1 AND f1.kind = 3 AND f1.holds = 1) AS a;

---- find ?who, ?talks where ?who attended ?talks
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT DISTINCT f1.subject AS o0, f1.object AS o1
  FROM "fact" AS f1
  WHERE f1.predicate = 2 AND f1.object IS NOT NULL AND f1.holds = 1) AS a;

---- find ?who where ?who is envoy and not ?who attended "UAE talks"
-- the rows of the answer
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT f1.subject AS o0
  FROM "fact" AS f1
  WHERE f1.predicate = 1 AND f1.kind = 3 AND f1.holds = 1 AND ((NOT EXISTS (
    SELECT 1 AS o0
    FROM "fact" AS f2
    WHERE f2.predicate = 2 AND f2.subject = f1.subject AND f2.object = 36 AND f2.holds = 1)))) AS a;

---- find ?who, ?talks where ?who is envoy and optional ?who attended ?talks
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT DISTINCT f1.subject AS o0, f2.object AS o1
  FROM "fact" AS f1
  LEFT JOIN "fact" AS f2 ON f2.predicate = 2 AND f2.subject = f1.subject AND f2.holds = 1
  WHERE f1.predicate = 1 AND f1.kind = 3 AND f1.holds = 1) AS a;

---- find ?who, ?name where ?who is envoy and ?who is called ?name and ?name contains "wit"
-- the rows of the answer
WITH RECURSIVE p4(subject, value) AS (
  SELECT DISTINCT f3.subject AS o0, f3.value AS o1
  FROM "fact" AS f3
  WHERE f3.predicate = 22 AND f3.holds = 1 AND f3.value IS NOT NULL), p6(subject, value) AS MATERIALIZED (
  SELECT f1.subject AS o0, f1.value AS o1
  FROM p4 AS f1
  CROSS JOIN "literal" AS n5
  WHERE contains(n5.folded, 'wit') AND n5.id = f1.value)
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT f7.subject AS o0, f7.value AS o1
  FROM p6 AS f7
  WHERE EXISTS (
    SELECT 1 AS o0
    FROM "fact" AS f8
    WHERE f8.predicate = 1 AND f8.subject = f7.subject AND f8.kind = 3 AND f8.holds = 1)) AS a;

---- find name(?who) as name where ?who is envoy and name(?who) contains "off"
-- the rows of the answer
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT j1.name AS o0
  FROM "fact" AS f1
  CROSS JOIN "entity" AS n2
  LEFT JOIN "entity" AS j1 ON j1.id = f1.subject
  WHERE f1.predicate = 1 AND f1.kind = 3 AND f1.holds = 1 AND contains(factfile_fold_letters(n2.name), 'off') AND n2.id = f1.subject) AS a;

---- find ?n where "Igor Kostyukov" known as ?n and ?n starts with "Adm"
-- the rows of the answer
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT n1.text AS o0
  FROM "name" AS n1
  WHERE n1.retracted IS NULL AND n1.entity = 6 AND starts_with(n1.searched, 'adm')) AS a;

---- find ?n where "Igor Kostyukov" known as ?n and not ?n contains "it's 100% ${not} \\ there"
-- the rows of the answer
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT n1.text AS o0
  FROM "name" AS n1
  WHERE n1.retracted IS NULL AND n1.entity = 6 AND ((NOT EXISTS (
    SELECT 1 AS o0
    WHERE contains(n1.searched, 'it''s 100% ${not} \ there'))))) AS a;

---- find ?who where ?who is person and ?who ~ "Steve Witkof"
-- the rows of the answer
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT f1.subject AS o0
  FROM "fact" AS f1
  WHERE f1.predicate = 1 AND f1.kind IN (1, 2, 4, 3, 5) AND f1.holds = 1 AND EXISTS (
    SELECT 1 AS o0
    FROM "name" AS n2
    WHERE n2.entity = f1.subject AND n2.retracted IS NULL AND factfile_alike(n2.folded, 'steve witkof'))) AS a;

---- find ?who where ?who is person and key(?who) matches "^[a-s].*-w"
-- the rows of the answer
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT f1.subject AS o0
  FROM "fact" AS f1
  CROSS JOIN "entity" AS n2
  WHERE f1.predicate = 1 AND f1.kind IN (1, 2, 4, 3, 5) AND f1.holds = 1 AND regexp_matches(n2.key, '^[a-s].*-w') AND n2.id = f1.subject) AS a;

---- find ?what, count(?who) where ?who attended ?what order by count(?who) desc limit 3
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT b.o1 AS o0, count(b.o0) AS o1
  FROM (
    SELECT DISTINCT f1.subject AS o0, f1.object AS o1
    FROM "fact" AS f1
    WHERE f1.predicate = 2 AND f1.object IS NOT NULL AND f1.holds = 1) AS b
  GROUP BY b.o1) AS a
LEFT JOIN "entity" AS n0_ ON n0_.id = a.o0
ORDER BY a.o1 IS NULL NULLS FIRST, a.o1 DESC NULLS LAST, a.o0 IS NULL NULLS FIRST, n0_.name NULLS FIRST, n0_.key NULLS FIRST
LIMIT 3;

---- find ?side, list(?who) where ?who representing ?side
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT b.o1 AS o0, array_to_string(list_transform(list_sort(list(DISTINCT {'n0': j1.name IS NULL, 'k0': j1.name, 'n1': j1.key IS NULL, 'k1': j1.key, 't': j1.name}) FILTER (WHERE j1.name IS NOT NULL)), lambda x: x.t), ', ') AS o1
  FROM (
    SELECT f1.subject AS o0, f1.object AS o1
    FROM "fact" AS f1
    WHERE f1.predicate = 4 AND f1.object IS NOT NULL AND f1.holds = 1) AS b
  LEFT JOIN "entity" AS j1 ON j1.id = b.o0
  GROUP BY b.o1) AS a;

---- find ?side, first(?who by ?who desc) as last where ?who representing ?side
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT b.o1 AS o0, first(b.o0 ORDER BY j1.name DESC NULLS LAST, j1.key DESC NULLS LAST, j1.name NULLS LAST, j1.key NULLS LAST) AS o1
  FROM (
    SELECT f1.subject AS o0, f1.object AS o1
    FROM "fact" AS f1
    WHERE f1.predicate = 4 AND f1.object IS NOT NULL AND f1.holds = 1) AS b
  LEFT JOIN "entity" AS j1 ON j1.id = b.o0
  GROUP BY b.o1) AS a;

---- find ?x, ?side where ?x attended "UAE talks" {representing: ?side}
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT DISTINCT f1.subject AS o0, q2.object AS o1
  FROM "fact" AS f1
  CROSS JOIN "qualifier" AS q2
  WHERE f1.predicate = 2 AND f1.object = 36 AND f1.holds = 1 AND q2.fact = f1.id AND q2.key = 4) AS a;

---- find ?what, ?when where ?what held in ?where when ?when
-- the rows of the answer
WITH RECURSIVE s4(c0) AS MATERIALIZED (
  SELECT DISTINCT f1.object AS o0
  FROM "fact" AS f1
  CROSS JOIN "claim" AS c2
  WHERE f1.predicate = 7 AND f1.object IS NOT NULL AND f1.holds = 1 AND c2.fact = f1.id AND c2.polarity = '+'), r3(c0, c1) AS (
  SELECT * FROM (
    SELECT s4.c0 AS o0, s4.c0 AS o1
    FROM s4 AS s4)
  UNION SELECT * FROM (
    SELECT r3.c0 AS o0, f5.object AS o1
    FROM r3 AS r3
    CROSS JOIN "fact" AS f5
    WHERE f5.predicate = 8 AND f5.holds = 1 AND f5.subject = r3.c1))
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT DISTINCT f1.subject AS o0, coalesce(f1.time, c2.time_phrase) AS o1
  FROM "fact" AS f1
  CROSS JOIN "claim" AS c2
  WHERE f1.predicate = 7 AND f1.object IS NOT NULL AND f1.holds = 1 AND c2.fact = f1.id AND c2.polarity = '+' AND EXISTS (
    SELECT 1 AS o0
    FROM r3 AS r3
    WHERE r3.c0 = f1.object)) AS a;

---- find ?who, year(?at), month(?at), end(?at) where ?who serves as ?what at ?at
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1, a.o2 AS o2, a.o3 AS o3
FROM (
  SELECT DISTINCT f1.subject AS o0, j1.year AS o1, j1.month AS o2, j1.end AS o3
  FROM "fact" AS f1
  LEFT JOIN "literal" AS j1 ON j1.id = f1.time
  WHERE f1.predicate = 18 AND f1.object IS NOT NULL AND f1.holds = 1 AND f1.time IS NOT NULL) AS a;

---- find ?what where ?what held in UAE during 2026-01
-- the rows of the answer
WITH RECURSIVE r2(c0) AS (
  SELECT * FROM (
    SELECT CAST(15 AS BIGINT) AS o0)
  UNION SELECT * FROM (
    SELECT f3.subject AS o0
    FROM r2 AS r2
    CROSS JOIN "fact" AS f3
    WHERE f3.predicate = 8 AND f3.holds = 1 AND f3.object = r2.c0))
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT f1.subject AS o0
  FROM "fact" AS f1
  WHERE f1.predicate = 7 AND f1.object IS NOT NULL AND f1.holds = 1 AND (f1.first_day <= 2461072 AND f1.last_day >= 2461042) AND EXISTS (
    SELECT 1 AS o0
    FROM r2 AS r2
    WHERE r2.c0 = f1.object)) AS a;

---- find ?what where ?what held in UAE surely during 2026
-- the rows of the answer
WITH RECURSIVE r2(c0) AS (
  SELECT * FROM (
    SELECT CAST(15 AS BIGINT) AS o0)
  UNION SELECT * FROM (
    SELECT f3.subject AS o0
    FROM r2 AS r2
    CROSS JOIN "fact" AS f3
    WHERE f3.predicate = 8 AND f3.holds = 1 AND f3.object = r2.c0))
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT f1.subject AS o0
  FROM "fact" AS f1
  WHERE f1.predicate = 7 AND f1.object IS NOT NULL AND f1.holds = 1 AND (f1.first_day >= 2461042 AND f1.last_day <= 2461406) AND EXISTS (
    SELECT 1 AS o0
    FROM r2 AS r2
    WHERE r2.c0 = f1.object)) AS a;

---- find ?place where "UAE talks" held in / located in* ?place
-- the rows of the answer
WITH RECURSIVE s3(c0) AS MATERIALIZED (
  SELECT DISTINCT f1.object AS o0
  FROM "fact" AS f1
  WHERE f1.predicate = 7 AND f1.subject = 36 AND f1.holds = 1), r2(c0, c1) AS (
  SELECT * FROM (
    SELECT s3.c0 AS o0, s3.c0 AS o1
    FROM s3 AS s3)
  UNION SELECT * FROM (
    SELECT r2.c0 AS o0, f4.object AS o1
    FROM r2 AS r2
    CROSS JOIN "fact" AS f4
    WHERE f4.predicate = 8 AND f4.holds = 1 AND f4.subject = r2.c1)), s6(c0) AS MATERIALIZED (
  SELECT DISTINCT r2.c1 AS o0
  FROM "fact" AS f1
  CROSS JOIN r2 AS r2
  WHERE f1.predicate = 7 AND f1.subject = 36 AND f1.holds = 1 AND r2.c0 = f1.object), r5(c0, c1) AS (
  SELECT * FROM (
    SELECT s6.c0 AS o0, s6.c0 AS o1
    FROM s6 AS s6)
  UNION SELECT * FROM (
    SELECT r5.c0 AS o0, f7.object AS o1
    FROM r5 AS r5
    CROSS JOIN "fact" AS f7
    WHERE f7.predicate = 8 AND f7.holds = 1 AND f7.subject = r5.c1))
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT r5.c1 AS o0
  FROM r5 AS r5) AS a;

---- find ?place, ?wider where ?place located in+ ?wider
-- the rows of the answer
WITH RECURSIVE r1(c0, c1) AS (
  SELECT * FROM (
    SELECT f2.subject AS o0, f2.object AS o1
    FROM "fact" AS f2
    WHERE f2.predicate = 8 AND f2.holds = 1)
  UNION SELECT * FROM (
    SELECT r1.c0 AS o0, f3.object AS o1
    FROM r1 AS r1
    CROSS JOIN "fact" AS f3
    WHERE f3.predicate = 8 AND f3.holds = 1 AND f3.subject = r1.c1))
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT r1.c0 AS o0, r1.c1 AS o1
  FROM r1 AS r1) AS a;

---- find ?who, ?whom where ?who representing Russia according to ?whom
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT DISTINCT f1.subject AS o0, c2.source AS o1
  FROM "fact" AS f1
  CROSS JOIN "claim" AS c2
  WHERE f1.predicate = 4 AND f1.object = 13 AND f1.holds = 1 AND c2.fact = f1.id AND c2.polarity = '+') AS a;

---- find ?issue where ?issue is issue and not (?issue remains unsettled true and not ?issue is obstacle)
-- the rows of the answer
SELECT a.o0 AS o0
FROM (
  SELECT DISTINCT f1.subject AS o0
  FROM "fact" AS f1
  WHERE f1.predicate = 1 AND f1.kind = 25 AND f1.holds = 1 AND ((NOT EXISTS (
    SELECT 1 AS o0
    FROM "fact" AS f2
    WHERE f2.predicate = 34 AND f2.subject = f1.subject AND f2.value = (
      SELECT l.id AS o0
      FROM "literal" AS l
      WHERE l.type = 'boolean' AND l.integer = 1) AND f2.holds = 1 AND ((NOT EXISTS (
      SELECT 1 AS o0
      FROM "fact" AS f3
      WHERE f3.predicate = 1 AND f3.subject = f1.subject AND f3.kind = 26 AND f3.holds = 1))))))) AS a;

---- find ?a, ?b where ?a is nation and ?b is nation and not (?x representing ?a and ?x attended ?m and not ?m attended by ?y and not ?y representing ?b)
-- the rows of the answer
WITH RECURSIVE p2(subject) AS (
  SELECT DISTINCT f1.subject AS o0
  FROM "fact" AS f1
  WHERE f1.predicate = 1 AND f1.kind = 7 AND f1.holds = 1), p5(subject) AS (
  SELECT DISTINCT f4.subject AS o0
  FROM "fact" AS f4
  WHERE f4.predicate = 1 AND f4.kind = 7 AND f4.holds = 1)
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT f3.subject AS o0, f6.subject AS o1
  FROM p2 AS f3
  CROSS JOIN p5 AS f6
  WHERE ((NOT EXISTS (
    SELECT 1 AS o0
    FROM "fact" AS f7
    CROSS JOIN "fact" AS f8
    WHERE f7.predicate = 4 AND f7.object = f3.subject AND f7.holds = 1 AND f8.predicate = 2 AND f8.subject = f7.subject AND f8.holds = 1 AND ((NOT EXISTS (
      SELECT 1 AS o0
      FROM "fact" AS f9
      WHERE f9.predicate = 2 AND f9.object = f8.object AND f9.holds = 1))) AND ((NOT EXISTS (
      SELECT 1 AS o0
      FROM "fact" AS f10
      WHERE f10.predicate = 4 AND f10.object = f6.subject AND f10.holds = 1))))))) AS a;

---- find count(?who) as n, count(?who) / 3 as third, round(count(?who) / 3) as whole where ?who is envoy
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1, a.o2 AS o2
FROM (
  SELECT count(b.o0) AS o0, nullif(nullif(CAST(count(DISTINCT b.o0) AS DOUBLE) / nullif(CAST(3 AS DOUBLE), 0), CAST('Infinity' AS DOUBLE)), CAST('-Infinity' AS DOUBLE)) AS o1, round(nullif(nullif(CAST(count(DISTINCT b.o0) AS DOUBLE) / nullif(CAST(3 AS DOUBLE), 0), CAST('Infinity' AS DOUBLE)), CAST('-Infinity' AS DOUBLE))) AS o2
  FROM (
    SELECT DISTINCT f1.subject AS o0
    FROM "fact" AS f1
    WHERE f1.predicate = 1 AND f1.kind = 3 AND f1.holds = 1) AS b) AS a;

---- find ?what, count(facts), count(claims), count(documents) where ?who attended ?what
-- the rows of the answer
WITH RECURSIVE t3(c0, c1, c2) AS (
  SELECT DISTINCT f2.object AS o0, f2.id AS o1, '+' AS o2
  FROM "fact" AS f2
  WHERE f2.predicate = 2 AND f2.object IS NOT NULL AND f2.holds = 1 AND f2.id IS NOT NULL), t5(c0, c1) AS (
  SELECT p4.c0 AS o0, count(DISTINCT p4.c1) AS o1
  FROM t3 AS p4
  GROUP BY p4.c0), t9(c0, c1) AS (
  SELECT q8.o0 AS o0, count(1) AS o1
  FROM (
    SELECT DISTINCT p6.c0 AS o0, c7.fact AS o1, c7.evidence AS o2
    FROM t3 AS p6
    CROSS JOIN "claim" AS c7
    WHERE c7.fact = p6.c1 AND c7.polarity = p6.c2) AS q8
  GROUP BY q8.o0), t12(c0, c1) AS (
  SELECT p10.c0 AS o0, count(DISTINCT c11.document) AS o1
  FROM t3 AS p10
  CROSS JOIN "claim" AS c11
  WHERE c11.fact = p10.c1 AND c11.polarity = p10.c2
  GROUP BY p10.c0)
SELECT a.o0 AS o0, a.o1 AS o1, a.o2 AS o2, a.o3 AS o3
FROM (
  SELECT b.o1 AS o0, coalesce(max(t5.c1), 0) AS o1, coalesce(max(t9.c1), 0) AS o2, coalesce(max(t12.c1), 0) AS o3
  FROM (
    SELECT DISTINCT f1.subject AS o0, f1.object AS o1
    FROM "fact" AS f1
    WHERE f1.predicate = 2 AND f1.object IS NOT NULL AND f1.holds = 1) AS b
  LEFT JOIN t5 AS t5 ON t5.c0 IS NOT DISTINCT FROM b.o1
  LEFT JOIN t9 AS t9 ON t9.c0 IS NOT DISTINCT FROM b.o1
  LEFT JOIN t12 AS t12 ON t12.c0 IS NOT DISTINCT FROM b.o1
  GROUP BY b.o1) AS a;

---- find ?a, ?b where ?a representing ?s and ?b representing ?s and name(?a) < name(?b)
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT DISTINCT f1.subject AS o0, f3.subject AS o1
  FROM "fact" AS f1
  CROSS JOIN "entity" AS n4
  CROSS JOIN "fact" AS f3
  CROSS JOIN "entity" AS n5
  WHERE f1.predicate = 4 AND f1.object IS NOT NULL AND f1.holds = 1 AND f3.predicate = 4 AND f3.object = f1.object AND f3.holds = 1 AND n4.name < n5.name AND n4.id = f1.subject AND n5.id = f3.subject) AS a;

---- find count(?x) where ?x is envoy as recorded at load 1
-- the rows of the answer
SELECT a.o0 AS o0
FROM (
  SELECT count(b.o0) AS o0
  FROM (
    SELECT DISTINCT f1.subject AS o0
    FROM "fact" AS f1
    WHERE f1.predicate = 1 AND f1.kind = 3 AND f1.recorded <= 1 AND EXISTS (
      SELECT 1 AS o0
      FROM "claim_history" AS c2
      WHERE c2.fact = f1.id AND c2.polarity = '+' AND (c2.load <= 1 AND (NOT EXISTS (
        SELECT 1 AS o0
        FROM "undone" AS u3
        WHERE u3.load = c2.load AND u3.since <= 1 AND (u3.until IS NULL OR u3.until > 1))) AND (NOT EXISTS (
        SELECT 1 AS o0
        FROM "retraction" AS x4
        WHERE x4.fact = c2.fact AND x4.load > c2.load AND x4.load <= 1 AND (NOT EXISTS (
          SELECT 1 AS o0
          FROM "undone" AS u5
          WHERE u5.load = x4.load AND u5.since <= 1 AND (u5.until IS NULL OR u5.until > 1)))))))) AS b) AS a;

---- find ?side, ?n where (find ?side, count(?who) as n where ?who attended "UAE talks" {representing: ?side}) and ?n >= 2
-- the rows of the answer
WITH RECURSIVE t2(c0, c1) AS (
  SELECT a.o0 AS o0, a.o1 AS o1
  FROM (
    SELECT b.o1 AS o0, count(b.o0) AS o1
    FROM (
      SELECT DISTINCT f3.subject AS o0, q4.object AS o1
      FROM "fact" AS f3
      CROSS JOIN "qualifier" AS q4
      WHERE f3.predicate = 2 AND f3.object = 36 AND f3.holds = 1 AND q4.fact = f3.id AND q4.key = 4) AS b
    GROUP BY b.o1) AS a)
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT DISTINCT d1.c0 AS o0, d1.c1 AS o1
  FROM t2 AS d1
  WHERE d1.c1 >= 2) AS a;

---- did Steve Witkoff attend the UAE talks?
-- the answer is yes where there is a row, by facts that nobody denies
SELECT 1 AS o0
FROM "fact" AS f1
WHERE f1.predicate = 2 AND f1.subject = 1 AND f1.object = 36 AND f1.holds = 1 AND f1.denied = 0
LIMIT 1;

-- else it is disputed where there is a row
SELECT 1 AS o0
FROM "fact" AS f1
WHERE f1.predicate = 2 AND f1.subject = 1 AND f1.object = 36 AND f1.holds = 1
LIMIT 1;

-- else it was denied where there is a row; and no where there is none
SELECT 1 AS o0
FROM "fact" AS f1
WHERE f1.predicate = 2 AND f1.subject = 1 AND f1.object = 36 AND f1.holds = 0 AND f1.denied = 1
LIMIT 1;

---- which envoys attended the UAE talks?
-- the rows of the answer
WITH RECURSIVE p2(subject) AS (
  SELECT DISTINCT f1.subject AS o0
  FROM "fact" AS f1
  WHERE f1.predicate = 1 AND f1.kind = 3 AND f1.holds = 1)
SELECT a.o0 AS o0
FROM (
  SELECT f3.subject AS o0
  FROM p2 AS f3
  WHERE (f3.subject, 36) IN (
    SELECT f4.subject AS o0, f4.object AS o1
    FROM "fact" AS f4
    WHERE f4.predicate = 2 AND f4.holds = 1)) AS a;

---- how many envoys attended the UAE talks, by side?
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT b.o1 AS o0, count(b.o0) AS o1
  FROM (
    SELECT DISTINCT f1.subject AS o0, q2.object AS o1
    FROM "fact" AS f1
    CROSS JOIN "qualifier" AS q2
    WHERE f1.predicate = 2 AND f1.object = 36 AND f1.holds = 1 AND q2.fact = f1.id AND q2.key = 4 AND EXISTS (
      SELECT 1 AS o0
      FROM "fact" AS f3
      WHERE f3.predicate = 1 AND f3.subject = f1.subject AND f3.kind = 3 AND f3.holds = 1)) AS b
  GROUP BY b.o1) AS a;

---- find ?when, year(?when), end(?when) where (find ?when where ?who carries out ?what at ?when or ?who leads ?what at ?when) order by ?when limit 2
-- the rows of the answer
WITH RECURSIVE t2(c0) AS (
  SELECT j1.text AS o0
  FROM (
    SELECT DISTINCT f3.time AS o0
    FROM "fact" AS f3
    WHERE f3.predicate IN (43, 15) AND f3.object IS NOT NULL AND f3.holds = 1 AND f3.time IS NOT NULL) AS a
  LEFT JOIN "literal" AS j1 ON j1.id = a.o0)
SELECT a.o0 AS o0, a.o1 AS o1, a.o2 AS o2
FROM (
  SELECT DISTINCT d1.c0 AS o0, factfile_year(d1.c0) AS o1, factfile_end(d1.c0) AS o2
  FROM t2 AS d1) AS a
ORDER BY a.o0 IS NULL NULLS FIRST, factfile_first_day(a.o0) IS NULL NULLS FIRST, factfile_first_day(a.o0) NULLS FIRST, factfile_last_day(a.o0) NULLS FIRST, a.o0 NULLS FIRST, a.o1 IS NULL NULLS FIRST, a.o1 NULLS FIRST, a.o2 IS NULL NULLS FIRST, factfile_first_day(a.o2) IS NULL NULLS FIRST, factfile_first_day(a.o2) NULLS FIRST, factfile_last_day(a.o2) NULLS FIRST, a.o2 NULLS FIRST
LIMIT 2;

---- find list(?n) as sizes where (find ?what, count(?who) / 2 as n where ?who attended ?what)
-- the rows of the answer
WITH RECURSIVE t2(c0, c1) AS (
  SELECT a.o0 AS o0, a.o1 AS o1
  FROM (
    SELECT b.o1 AS o0, nullif(nullif(CAST(count(DISTINCT b.o0) AS DOUBLE) / nullif(CAST(2 AS DOUBLE), 0), CAST('Infinity' AS DOUBLE)), CAST('-Infinity' AS DOUBLE)) AS o1
    FROM (
      SELECT DISTINCT f3.subject AS o0, f3.object AS o1
      FROM "fact" AS f3
      WHERE f3.predicate = 2 AND f3.object IS NOT NULL AND f3.holds = 1) AS b
    GROUP BY b.o1) AS a)
SELECT a.o0 AS o0
FROM (
  SELECT array_to_string(list_transform(list_sort(list(DISTINCT {'n0': b.o1 IS NULL, 'k0': b.o1, 't': CASE WHEN b.o1 = floor(b.o1) AND abs(b.o1) < 1e18 THEN CAST(CAST(b.o1 AS BIGINT) AS STRING) ELSE CAST(b.o1 AS STRING) END}) FILTER (WHERE CASE WHEN b.o1 = floor(b.o1) AND abs(b.o1) < 1e18 THEN CAST(CAST(b.o1 AS BIGINT) AS STRING) ELSE CAST(b.o1 AS STRING) END IS NOT NULL)), lambda x: x.t), ', ') AS o0
  FROM (
    SELECT DISTINCT d1.c0 AS o0, d1.c1 AS o1
    FROM t2 AS d1) AS b) AS a;

---- find ?a, ?b where ?a attended ?x and ?b attended ?x and ?a representing ?s and not (?a representing ?t and not ?b representing ?t)
-- the rows of the answer
WITH RECURSIVE p4(subject, object) AS (
  SELECT DISTINCT f3.subject AS o0, f3.object AS o1
  FROM "fact" AS f3
  WHERE f3.predicate = 2 AND f3.holds = 1)
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT DISTINCT f1.subject AS o0, f7.subject AS o1
  FROM "fact" AS f1
  CROSS JOIN p4 AS f5
  CROSS JOIN "fact" AS f7
  WHERE f1.predicate = 4 AND f1.object IS NOT NULL AND f1.holds = 1 AND f5.subject = f1.subject AND f7.predicate = 2 AND f7.object = f5.object AND f7.holds = 1 AND ((NOT EXISTS (
    SELECT 1 AS o0
    FROM "fact" AS f8
    WHERE f8.predicate = 4 AND f8.subject = f1.subject AND f8.holds = 1 AND ((NOT EXISTS (
      SELECT 1 AS o0
      FROM "fact" AS f9
      WHERE f9.predicate = 4 AND f9.subject = f7.subject AND f9.object = f8.object AND f9.holds = 1))))))) AS a;

---- find ?what, length(name(?what)) + count(?who) as n where ?who attended ?what
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT b.o1 AS o0, length(max(j1.name)) + count(DISTINCT b.o0) AS o1
  FROM (
    SELECT DISTINCT f1.subject AS o0, f1.object AS o1
    FROM "fact" AS f1
    WHERE f1.predicate = 2 AND f1.object IS NOT NULL AND f1.holds = 1) AS b
  LEFT JOIN "entity" AS j1 ON j1.id = b.o1
  GROUP BY b.o1) AS a;

---- find ?side, if(count(?who) > 2, name(?side), "few") as n where ?who representing ?side
-- the rows of the answer
SELECT a.o0 AS o0, a.o1 AS o1
FROM (
  SELECT b.o1 AS o0, CASE WHEN count(DISTINCT b.o0) > 2 THEN max(j1.name) ELSE 'few' END AS o1
  FROM (
    SELECT f1.subject AS o0, f1.object AS o1
    FROM "fact" AS f1
    WHERE f1.predicate = 4 AND f1.object IS NOT NULL AND f1.holds = 1) AS b
  LEFT JOIN "entity" AS j1 ON j1.id = b.o1
  GROUP BY b.o1) AS a;

