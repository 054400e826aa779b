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
  [/^opentelemetry-semconv$/, 'io/opentelemetry/semconv/', 'io.opentelemetry.semconv'],
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
  [/^asm(?:-(?:analysis|commons|tree|util))?$/, 'org/objectweb/asm/', 'org.ow2.asm'],
  [/^jna(?:-platform)?$/, 'com/sun/jna/', 'net.java.dev.jna'],
  [/^protobuf-java/, 'com/google/protobuf/', 'com.google.protobuf'],
  [/^jsr305$/, 'javax/annotation/', 'com.google.code.findbugs'],
  [/^re2j$/, 'com/google/re2j/', 'com.google.re2j'],
  [/^ant(?:-|$)/, 'org/apache/tools/ant/', 'org.apache.ant'],
  [/^xz$/, 'org/tukaani/xz/', 'org.tukaani'],
  [/^junit$/, 'org/junit/', 'junit'],
  [/^junit-platform-/, 'org/junit/platform/', 'org.junit.platform'],
  [/^hamcrest/, 'org/hamcrest/', 'org.hamcrest'],
  [/^checker-qual$/, 'org/checkerframework/', 'org.checkerframework'],
  [/^picocli$/, 'picocli/', 'info.picocli'],
  [/^json-path$/, 'com/jayway/jsonpath/', 'com.jayway.jsonpath'],
  [/^RoaringBitmap$/, 'org/roaringbitmap/', 'org.roaringbitmap'],
  [/^scala-(?:library|reflect|compiler)$/, 'scala/', 'org.scala-lang'],
  [/^jdom2$/, 'org/jdom2/', 'org.jdom'],
  [/^reactive-streams$/, 'org/reactivestreams/', 'org.reactivestreams'],
  [/^commons-beanutils$/, 'org/apache/commons/beanutils/', 'commons-beanutils'],
  [/^commons-cli$/, 'org/apache/commons/cli/', 'commons-cli'],
  [/^commons-codec$/, 'org/apache/commons/codec/', 'commons-codec'],
  [/^commons-collections$/, 'org/apache/commons/collections/', 'commons-collections'],
  [/^commons-dbcp$/, 'org/apache/commons/dbcp/', 'commons-dbcp'],
  [/^commons-digester$/, 'org/apache/commons/digester/', 'commons-digester'],
  [/^commons-fileupload$/, 'org/apache/commons/fileupload/', 'commons-fileupload'],
  [/^commons-httpclient$/, 'org/apache/commons/httpclient/', 'commons-httpclient'],
  [/^commons-io$/, 'org/apache/commons/io/', 'commons-io'],
  [/^commons-lang$/, 'org/apache/commons/lang/', 'commons-lang'],
  [/^commons-logging$/, 'org/apache/commons/logging/', 'commons-logging'],
  [/^velocity$/, 'org/apache/velocity/', 'org.apache.velocity'],
];

export function knownGroup(artifact: string, hasFolder: (folder: string) => boolean): string | undefined {
  return known.find(([name, folder]) => name.test(artifact) && hasFolder(folder))?.[2];
}

/** Those that would have to be in an archive of that name. */
export function knownFolders(artifact: string): readonly string[] {
  return known.flatMap(([name, folder]) => (name.test(artifact) ? folder : []));
}
