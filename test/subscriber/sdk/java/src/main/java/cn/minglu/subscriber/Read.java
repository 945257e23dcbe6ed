package cn.minglu.subscriber;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.CloudEventUtils;
import io.cloudevents.jackson.PojoCloudEventDataMapper;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads public records as a subscriber in Java: the official SDK of CloudEvents, and classes that Maven generated from the schemas.
 * Arguments: the topic, the public key of the publisher, the number of records to wait for. Prints one JSON object a line.
 */
public final class Read {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    String topic = arguments[0];
    PublicKey key = publicKey(arguments[1]);
    int left = Integer.parseInt(arguments[2]);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (left > 0)
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          System.out.println(JSON.writeValueAsString(read(record, key)));
          left -= 1;
        }
    }
  }

  private static Map<String, Object> settings() {
    String login = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";";
    return Map.of(
        "bootstrap.servers", System.getenv("KAFKA_BROKERS"),
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "SCRAM-SHA-256",
        "sasl.jaas.config", login.formatted(System.getenv("KAFKA_SASL_USERNAME"), System.getenv("KAFKA_SASL_PASSWORD")),
        "group.id", "subscriber-sdk-java",
        "auto.offset.reset", "earliest",
        "enable.auto.commit", false);
  }

  /** What a subscriber sees of a record. */
  private static Map<String, Object> read(ConsumerRecord<byte[], byte[]> record, PublicKey key) throws Exception {
    CloudEvent event = KafkaMessageFactory.createReader(record).toEvent();
    Map<String, Object> found = new TreeMap<>();
    found.put("type", event.getType());
    found.put("subject", event.getSubject());
    found.put("isGenuine", isGenuine(record, key));
    for (String name : event.getExtensionNames()) found.put(name, event.getExtension(name));
    Class<?> model = modelOf(event);
    // A new type, or a record about the log. A subscriber that keeps state has to go back at EpochBegan.
    if (model == null) return found;
    Object data = CloudEventUtils.mapData(event, PojoCloudEventDataMapper.from(JSON, model)).getValue();
    found.put("class", data.getClass().getSimpleName());
    found.put("data", JSON.valueToTree(data));
    return found;
  }

  /** The generated class of a schema such as {@code urn:minglu:event:TitleConferred:v1}; null if there is none. */
  private static Class<?> modelOf(CloudEvent event) {
    String[] parts = String.valueOf(event.getDataSchema()).split(":");
    try {
      return Class.forName("cn.minglu.events." + parts[4] + "." + parts[3]);
    } catch (ClassNotFoundException absent) {
      return null;
    }
  }

  /** Whether the publisher has signed the record: infra/docs/subscribing.md describes each step. */
  private static boolean isGenuine(ConsumerRecord<byte[], byte[]> record, PublicKey key) throws Exception {
    Map<String, byte[]> headers = new TreeMap<>();
    for (Header header : record.headers()) if (headers.put(header.key(), header.value()) != null) return false;
    byte[] signature = headers.remove("signature");
    byte[] path = headers.remove("signaturepath");
    if (signature == null || headers.remove("signaturekey") == null) return false;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream text = new DataOutputStream(bytes);
    text.write("\0minglu/record/v1\0".getBytes(UTF_8));
    frame(text, "public".getBytes(UTF_8));
    frame(text, record.key());
    frame(text, record.value());
    for (Map.Entry<String, byte[]> header : headers.entrySet()) {
      frame(text, header.getKey().getBytes(UTF_8));
      frame(text, header.getValue());
    }
    byte[] node = sha256(bytes.toByteArray());
    ByteBuffer steps = ByteBuffer.wrap(path == null ? new byte[0] : Base64.getUrlDecoder().decode(path));
    while (steps.hasRemaining()) {
      boolean isLeft = steps.get() == 0;
      byte[] other = new byte[32];
      steps.get(other);
      node = isLeft ? sha256(new byte[] {1}, other, node) : sha256(new byte[] {1}, node, other);
    }
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(key);
    verifier.update("minglu/records/v1\0".getBytes(UTF_8));
    verifier.update(node);
    return verifier.verify(Base64.getUrlDecoder().decode(signature));
  }

  /** Writes a text with its length before it. */
  private static void frame(DataOutputStream to, byte[] text) throws IOException {
    to.writeInt(text.length);
    to.write(text);
  }

  private static byte[] sha256(byte[]... parts) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (byte[] part : parts) digest.update(part);
    return digest.digest();
  }

  /** A published key: 64 hexadecimal digits. Java reads it with the header of its kind (RFC 8410). */
  private static PublicKey publicKey(String hex) throws GeneralSecurityException {
    byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + hex);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }
}
