package org.cinemarefund.process.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Before the engine's own deployers: nobody deploys by a call, whatever rights they have, and what the application itself brings
 * consists of forms, decision tables in FEEL, and diagrams whose work is done by named beans. Deploying alone runs things (a timer
 * at a start, a listener), and a diagram can name any class, a script in any language or a command of the machine. So what a diagram
 * may say to the engine is listed, and nothing else is understood. Looked at again whenever the engine reads a deployment back
 * from the database, as that may be older than this rule.
 */
final class DeploymentGuard implements Deployer {
    private static final String CAMUNDA = "http://camunda.org/schema/1.0/";
    private static final String STANDARDS = "http://www.omg.org/spec/";
    private static final String DMN = "https://www.omg.org/spec/DMN/";
    private static final String LAYOUT = "http://bpmn.io/schema/";

    /** The engine's own attributes that say who, when and in which order, or name an expression. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "delegateExpression",
            "expression",
            "resultVariable",
            "formKey",
            "assignee",
            "candidateUsers",
            "candidateGroups",
            "dueDate",
            "followUpDate",
            "priority",
            "jobPriority",
            "initiator",
            "asyncBefore",
            "asyncAfter",
            "exclusive",
            "historyTimeToLive",
            "versionTag",
            "isStartableInTasklist");

    private static final Set<String> ELEMENTS =
            Set.of("executionListener", "taskListener", "failedJobRetryTimeCycle", "properties", "property");
    private static final Set<String> OF_LISTENERS =
            Set.of("event", "id", "delegateExpression", "expression", "name", "value");

    /** Elements of the standards themselves that carry a program or name one. */
    private static final Set<String> PROGRAMS = Set.of(
            "scriptTask", "script", "functionDefinition", "encapsulatedLogic", "businessKnowledgeModel", "import");

    @Override
    public void deploy(DeploymentEntity deployment) {
        if (deployment.isNew() && Context.getCommandContext().getAuthentication() != null) {
            throw new DeploymentRefused("processes, tables and forms come with the application and with nothing else");
        }
        deployment.getResources().values().forEach(file -> inspect(file.getName(), file.getBytes()));
    }

    static void inspect(String file, byte[] content) {
        if (file.endsWith(".html")) {
            return;
        }
        if (!file.endsWith(".bpmn") && !file.endsWith(".dmn")) {
            throw new DeploymentRefused(file + ": only diagrams, decision tables and forms are deployed");
        }
        inspect(file, parsed(file, content).getDocumentElement());
    }

    private static void inspect(String file, Element element) {
        var name = element.getLocalName();
        var space = String.valueOf(element.getNamespaceURI());
        var ofEngine = space.startsWith(CAMUNDA);
        require(
                ofEngine ? ELEMENTS.contains(name) : isKnown(space) && !PROGRAMS.contains(name),
                file,
                element.getNodeName());
        var attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            var attribute = (Attr) attributes.item(i);
            require(isAllowed(attribute, ofEngine), file, element.getNodeName() + " " + attribute.getNodeName());
        }
        for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeType() == Node.ELEMENT_NODE) {
                inspect(file, (Element) child);
            }
        }
    }

    private static boolean isAllowed(Attr attribute, boolean ofEngine) {
        var space = attribute.getNamespaceURI();
        var name = attribute.getLocalName();
        if (space == null) {
            return ofEngine
                    ? OF_LISTENERS.contains(name)
                    : !name.equals("language") && (!name.equals("expressionLanguage") || isFeel(attribute.getValue()));
        }
        if (space.equals(XMLConstants.XMLNS_ATTRIBUTE_NS_URI)
                || space.equals(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI)) {
            return true;
        }
        return space.startsWith(CAMUNDA) ? ATTRIBUTES.contains(name) : isKnown(space);
    }

    private static boolean isFeel(String language) {
        return language.equals("feel") || language.endsWith("/FEEL/") || language.endsWith("/feel");
    }

    /** By whom the engine does not let itself be told what to do. It listens to more names than its own. */
    private static boolean isKnown(String space) {
        return space.startsWith(STANDARDS) || space.startsWith(DMN) || space.startsWith(LAYOUT);
    }

    private static void require(boolean allowed, String file, String what) {
        if (!allowed) {
            throw new DeploymentRefused(file + ": '" + what + "' is nothing a diagram or table of ours may say");
        }
    }

    private static Document parsed(String file, byte[] content) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setExpandEntityReferences(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(content));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        } catch (SAXException | IOException e) {
            throw new DeploymentRefused(file + ": this is no XML without a document type", e);
        }
    }
}
