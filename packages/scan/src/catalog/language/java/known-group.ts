/**
 * Groups of widely used artifacts that are not built with Maven and so do not say what group they are of. Two signs must agree: the name
 * begins so, and classes of that project are in the jar. The groups are those under which Maven Central has these artifacts.
 */

/** First match counts: the longer name comes before the shorter. */
const known: readonly (readonly [artifact: RegExp, folder: string, group: string])[] = [
  [/^spring-boot(?:-|$)/, 'org/springframework/boot/', 'org.springframework.boot'],
  [/^spring-security-/, 'org/springframework/security/', 'org.springframework.security'],
  [/^spring-data-/, 'org/springframework/data/', 'org.springframework.data'],
  [/^spring-kafka/, 'org/springframework/kafka/', 'org.springframework.kafka'],
  [/^spring-(?:rabbit|amqp)/, 'org/springframework/amqp/', 'org.springframework.amqp'],
  [/^spring-integration-/, 'org/springframework/integration/', 'org.springframework.integration'],
  [/^spring-batch-/, 'org/springframework/batch/', 'org.springframework.batch'],
  [/^spring-session-/, 'org/springframework/session/', 'org.springframework.session'],
  [/^spring-ws-/, 'org/springframework/ws/', 'org.springframework.ws'],
  [/^spring-graphql/, 'org/springframework/graphql/', 'org.springframework.graphql'],
  [
    /^spring-(?:aop|aspects|beans|context|context-support|core|expression|instrument|jcl|jdbc|jms|messaging|orm|oxm|r2dbc|test|tx|web|webflux|webmvc|websocket)$/,
    'org/springframework/',
    'org.springframework',
  ],
  [/^tomcat-embed-/, 'org/apache/', 'org.apache.tomcat.embed'],
  [/^tomcat-/, 'org/apache/', 'org.apache.tomcat'],
  [/^catalina(?:-|$)/, 'org/apache/catalina/', 'org.apache.tomcat'],
  [
    /^(?:kafka-clients|kafka-streams|kafka_2\.1[23]|connect-(?:api|runtime|json|transforms))$/,
    'org/apache/kafka/',
    'org.apache.kafka',
  ],
  [/^lucene-/, 'org/apache/lucene/', 'org.apache.lucene'],
  [/^solr-/, 'org/apache/solr/', 'org.apache.solr'],
  [/^elasticsearch(?:-|$)/, 'org/elasticsearch/', 'org.elasticsearch'],
  [/^opensearch(?:-|$)/, 'org/opensearch/', 'org.opensearch'],
  [/^hibernate-validator(?:-|$)/, 'org/hibernate/validator/', 'org.hibernate.validator'],
  [/^hibernate-/, 'org/hibernate/', 'org.hibernate'],
  [/^micrometer-/, 'io/micrometer/', 'io.micrometer'],
  [/^reactor-netty/, 'reactor/netty/', 'io.projectreactor.netty'],
  [/^reactor-/, 'reactor/', 'io.projectreactor'],
  [/^rxjava$/, 'io/reactivex/rxjava3/', 'io.reactivex.rxjava3'],
  [/^kotlin-/, 'kotlin/', 'org.jetbrains.kotlin'],
  [/^kotlinx-coroutines-/, 'kotlinx/coroutines/', 'org.jetbrains.kotlinx'],
  [/^okhttp(?:-|$)/, 'okhttp3/', 'com.squareup.okhttp3'],
  [/^okio(?:-|$)/, 'okio/', 'com.squareup.okio'],
  [/^retrofit$/, 'retrofit2/', 'com.squareup.retrofit2'],
  [/^grpc-/, 'io/grpc/', 'io.grpc'],
  [/^opentelemetry-/, 'io/opentelemetry/', 'io.opentelemetry'],
  [/^bc(?:prov|pkix|util|pg|mail|tls|jmail)-/, 'org/bouncycastle/', 'org.bouncycastle'],
  [/^groovy(?:-|$)/, 'org/apache/groovy/', 'org.apache.groovy'],
  [/^postgresql$/, 'org/postgresql/', 'org.postgresql'],
  [/^mysql-connector-j$/, 'com/mysql/cj/', 'com.mysql'],
  [/^mysql-connector-java$/, 'com/mysql/', 'mysql'],
  [/^mssql-jdbc$/, 'com/microsoft/sqlserver/', 'com.microsoft.sqlserver'],
  [/^h2$/, 'org/h2/', 'com.h2database'],
  [/^mockito-/, 'org/mockito/', 'org.mockito'],
  [/^junit-jupiter/, 'org/junit/jupiter/', 'org.junit.jupiter'],
  [/^lombok$/, 'lombok/', 'org.projectlombok'],
  [/^caffeine$/, 'com/github/benmanes/caffeine/', 'com.github.ben-manes.caffeine'],
  [/^byte-buddy$/, 'net/bytebuddy/', 'net.bytebuddy'],
];

export function knownGroup(artifact: string, hasFolder: (folder: string) => boolean): string | undefined {
  return known.find(([name, folder]) => name.test(artifact) && hasFolder(folder))?.[2];
}
